using System.Runtime.InteropServices;

namespace Wattd.Daemon;

/// <summary>Holds the places of standard input, output and error.</summary>
static partial class StandardStreams
{
    const int Count = 3;

    /// <summary>
    /// Opens <c>/dev/null</c> where one of them is closed, as the C library does for set-user-ID programs: the next file or
    /// socket would take its number and receive what is written to it. Before anything else opens a file.
    /// </summary>
    public static void OpenClosed()
    {
        for (var descriptor = 0; descriptor < Count; descriptor++)
        {
            // open(2) takes the lowest free number, which is this one: those below are open by now.
            if (fcntl(descriptor, GetDescriptorFlags) == -1)
                _ = open("/dev/null", ReadWrite);
        }
    }

    const int GetDescriptorFlags = 1, ReadWrite = 2; // F_GETFD and O_RDWR of fcntl.h

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);
}
