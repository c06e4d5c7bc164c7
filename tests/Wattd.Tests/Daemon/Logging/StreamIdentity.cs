using System.Diagnostics;

namespace Wattd.Tests.Daemon.Logging;

/// <summary>The device and inode numbers of a file as stat(1) prints them, in the form of <c>$JOURNAL_STREAM</c>.</summary>
static class StreamIdentity
{
    /// <summary><c>/proc/self</c> in the path is this process, not the one of stat.</summary>
    public static string Of(string path)
    {
        var own = path.Replace("/proc/self/", $"/proc/{Environment.ProcessId}/", StringComparison.Ordinal);
        var start = new ProcessStartInfo("stat", ["--dereference", "--format=%d:%i", own]) { RedirectStandardOutput = true };
        using var stat = Process.Start(start)!;
        return stat.StandardOutput.ReadToEnd().Trim();
    }
}
