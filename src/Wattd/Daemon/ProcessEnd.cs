using System.Runtime.InteropServices;

namespace Wattd.Daemon;

/// <summary>Ends the process without its exit handlers.</summary>
static partial class ProcessEnd
{
    /// <summary>
    /// For a thread that is stuck in the driver's library: the library's own exit handler could wait for a lock that the
    /// stuck thread holds, and the daemon would never end.
    /// </summary>
    public static void Immediately(int exitCode) => _exit(exitCode);

    [LibraryImport("libc")]
    private static partial void _exit(int status);
}
