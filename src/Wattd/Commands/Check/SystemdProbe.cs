using Wattd.Collectors;
using Wattd.Daemon;

namespace Wattd.Commands.Check;

/// <summary>Whether the machine was started by systemd, and the journal takes log lines.</summary>
/// <param name="format">Where the log goes.</param>
/// <param name="runPath">Where <c>/run</c> is.</param>
sealed class SystemdProbe(LogFormat format, string runPath = "/run") : IProbe
{
    public IReadOnlyList<string> Names => ["systemd", "journal"];

    public IEnumerable<ProbeResult> Examine()
    {
        // sd_booted(3): the test that systemd documents.
        var booted = Directory.Exists(Path.Combine(runPath, "systemd/system"));
        yield return booted
            ? new("systemd", ProbeOutcome.Ok, "this machine was started by systemd")
            : new("systemd", ProbeOutcome.Missing,
                "this machine was not started by systemd (a container?): run wattd under its supervisor", Wanted: false);
        yield return Path.Exists(Path.Combine(runPath, "systemd/journal/socket"))
            ? new("journal", ProbeOutcome.Ok, "the journal takes log lines")
            : new("journal", ProbeOutcome.Missing,
                "the journal has no socket here: log lines go to standard error",
                booted ? "sudo systemctl start systemd-journald" : null, Wanted: format == LogFormat.Journal);
    }
}
