using System.Runtime.InteropServices;
using static Wattd.Linux.Fcntl;

namespace Wattd.Linux;

/// <summary>unistd.h: descriptors, reads and terminals.</summary>
static unsafe partial class Unistd
{
    public const int STDIN_FILENO = 0, STDOUT_FILENO = 1, STDERR_FILENO = 2;

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int descriptor, Span<byte> into, nuint count);

    /// <summary>Opens a pipe whose ends no program inherits.</summary>
    /// <exception cref="IOException">Too many files are open.</exception>
    public static (int Read, int Write) OpenPipe()
    {
        var ends = stackalloc int[2];
        if (pipe2(ends, O_CLOEXEC) != 0)
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        return (ends[0], ends[1]);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    /// <summary>Its code says nothing that can be handled: the descriptor is closed in any case.</summary>
    [LibraryImport("libc")]
    public static partial void close(int descriptor);

    [LibraryImport("libc")]
    public static partial int getpgrp();

    /// <summary>The foreground process group of a terminal; -1 where the descriptor is none.</summary>
    [LibraryImport("libc")]
    public static partial int tcgetpgrp(int terminal);
}
