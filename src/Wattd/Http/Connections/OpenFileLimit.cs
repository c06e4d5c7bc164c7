using System.Runtime.InteropServices;

namespace Wattd.Http.Connections;

/// <summary>The limit of open files of this process. systemd starts a service with a soft limit of 1,024 and a much higher hard limit.</summary>
static partial class OpenFileLimit
{
    const int NumberOfFiles = 7; // RLIMIT_NOFILE of asm-generic/resource.h

    /// <summary>Raises the limit to the given number where it is lower.</summary>
    /// <returns>The limit now; the given number where the kernel does not report it.</returns>
    public static ulong Raise(ulong wanted)
    {
        if (getrlimit(NumberOfFiles, out var limit) != 0)
            return wanted;
        if (limit.Soft < wanted)
        {
            var raised = limit with { Soft = Math.Min(wanted, limit.Hard) };
            if (setrlimit(NumberOfFiles, raised) == 0)
                limit = raised;
        }
        return limit.Soft;
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, in Limit limit);

    // struct rlimit of 64-bit Linux.
    record struct Limit(ulong Soft, ulong Hard);
}
