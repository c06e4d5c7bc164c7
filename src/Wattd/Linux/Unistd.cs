using System.Runtime.InteropServices;
using static Wattd.Linux.Fcntl;

namespace Wattd.Linux;

/// <summary>unistd.h: descriptors, reads and terminals.</summary>
static unsafe partial class Unistd
{
    public const int STDIN_FILENO = 0, STDOUT_FILENO = 1, STDERR_FILENO = 2;
    public const int X_OK = 1;

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int descriptor, Span<byte> into, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int descriptor, ReadOnlySpan<byte> from, nuint count);

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

    /// <summary>How many processors the machine has online, however many of them this process may use.</summary>
    public static int Processors => (int)Math.Max(1, sysconf(ProcessorsOnline));

    // _SC_NPROCESSORS_ONLN.
    const int ProcessorsOnline = 84;

    [LibraryImport("libc")]
    private static partial nint sysconf(int name);

    /// <summary>Its code says nothing that can be handled: the descriptor is closed in any case.</summary>
    [LibraryImport("libc")]
    public static partial void close(int descriptor);

    /// <summary>Whether the real user may use a file, here to execute it: 0, or -1 with the reason in errno.</summary>
    /// <param name="path">A null-terminated path.</param>
    /// <param name="mode"><see cref="X_OK"/>.</param>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int access(byte* path, int mode);

    [LibraryImport("libc")]
    public static partial int getpgrp();

    /// <summary>The foreground process group of a terminal; -1 where the descriptor is none.</summary>
    [LibraryImport("libc")]
    public static partial int tcgetpgrp(int terminal);
}
