using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static Wattd.Linux.Errno;

namespace Wattd.Linux;

/// <summary>fcntl.h: opens files and sets flags of descriptors. The values are the same on x86-64 and arm64 (asm-generic/fcntl.h).</summary>
static partial class Fcntl
{
    public const int O_RDONLY = 0, O_RDWR = 2;
    public const int O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000;
    public const int F_GETFD = 1, F_SETFD = 2;
    public const int FD_CLOEXEC = 1;
    public const int AT_FDCWD = -100, AT_EMPTY_PATH = 0x1000;

    /// <summary>Opens any file for reading without blocking, neither for the writer of a pipe nor for a device.</summary>
    /// <param name="path">The file, links followed.</param>
    /// <param name="error">The error number if it cannot be opened.</param>
    /// <returns>The open file; null if it cannot be opened.</returns>
    public static SafeFileHandle? OpenRead(string path, out int error)
    {
        int descriptor;
        error = 0;
        do
        {
            descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        }
        while (descriptor < 0 && (error = Marshal.GetLastPInvokeError()) == EINTR);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    [LibraryImport("libc")]
    public static partial int fcntl(int descriptor, int command, int argument);
}
