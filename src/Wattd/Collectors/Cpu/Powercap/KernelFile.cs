using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>Opens files that the kernel makes up, and never waits for whatever may lie in their place.</summary>
static partial class KernelFile
{
    const int O_RDONLY = 0, O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000;
    const int EPERM = 1, EINTR = 4, EACCES = 13, ENFILE = 23, EMFILE = 24;

    /// <summary>Why nothing can be opened, and the cure.</summary>
    public const string OutOfDescriptors = "too many files are open; raise LimitNOFILE";

    /// <summary>Opens a regular file for reading. A pipe without a writer, which would block, is refused as a directory is.</summary>
    /// <exception cref="UnauthorizedAccessException">It may not be read by this user.</exception>
    /// <exception cref="IOException">It cannot be opened, or is no regular file; the result code is the error number.</exception>
    public static SafeFileHandle OpenRead(string path)
    {
        int descriptor, error = 0;
        do
        {
            descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        }
        while (descriptor < 0 && (error = Marshal.GetLastPInvokeError()) == EINTR);

        if (descriptor < 0)
        {
            var message = error is EMFILE or ENFILE ? OutOfDescriptors : Marshal.GetPInvokeErrorMessage(error);
            throw error is EACCES or EPERM ? new UnauthorizedAccessException(message) : new IOException(message, error);
        }
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (FileIdentity.IsRegular(handle))
            return handle;
        handle.Dispose();
        throw new IOException("not a regular file");
    }

    /// <summary>Whether the process, or the machine, may open no more files: that says nothing of the file.</summary>
    public static bool IsOutOfDescriptors(Exception exception) => exception is IOException { HResult: EMFILE or ENFILE };

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);
}
