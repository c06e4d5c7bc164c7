using System.Runtime.InteropServices;

namespace Wattd.Http.Connections;

/// <summary>How many files this process may have open. systemd starts a service with 1,024 allowed and many more for the asking.</summary>
static partial class OpenFileLimit
{
    const int NumberOfFiles = 7; // RLIMIT_NOFILE of asm-generic/resource.h

    /// <summary>Asks for as many as are wanted, where there are fewer.</summary>
    /// <returns>How many there are now; as many as are wanted where the kernel does not tell.</returns>
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
