using static Wattd.Linux.Fcntl;

namespace Wattd.Daemon;

/// <summary>Keeps the descriptors of standard input, output and error in use.</summary>
static class StandardStreams
{
    const int Count = 3;

    /// <summary>
    /// Opens <c>/dev/null</c> if one of them is closed, as the C library does for set-user-ID programs: the next file or
    /// socket would take its number and receive what is written to it. Call before any other file is opened.
    /// </summary>
    public static void OpenClosed()
    {
        for (var descriptor = 0; descriptor < Count; descriptor++)
        {
            // open(2) takes the lowest free number, which is this one: those below are open.
            if (fcntl(descriptor, F_GETFD, 0) == -1)
                _ = open("/dev/null", O_RDWR | O_CLOEXEC);
        }
    }
}
