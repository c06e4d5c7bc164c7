using System.Runtime.InteropServices;

namespace Wattd.Linux;

/// <summary>sys/wait.h: waits for child processes.</summary>
static unsafe partial class Wait
{
    public const int P_PID = 1;
    public const int WNOHANG = 1, WEXITED = 4, WNOWAIT = 0x1000000;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitid(int kind, int id, int* information, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitpid(int id, int* status, int options);

    /// <summary>Reaps a process, and returns what it and the children that it reaped have used.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int wait4(int id, int* status, int options, out ResourceUsage usage);

    /// <summary>The exit code of a wait status; null where a signal ended the process.</summary>
    public static int? ExitCodeOf(int status) => (status & 0x7f) == 0 ? (status >> 8) & 0xff : null;

    /// <summary>The signal of a wait status that has no exit code.</summary>
    public static int SignalOf(int status) => status & 0x7f;

    /// <summary>struct rusage, with only the fields that are used.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    public struct ResourceUsage
    {
        public nint UserSeconds, UserMicroseconds, SystemSeconds, SystemMicroseconds;
    }
}
