using Wattd.Collectors;

namespace Wattd.Daemon;

/// <summary>One line for <c>systemctl status</c>: what is measured now, or why nothing is.</summary>
sealed class StatusLine(IReadOnlyList<Collector> collectors, ReloadStatus reload)
{
    /// <summary>The line, without a line break.</summary>
    public string Compose() => string.Join("; ",
    [
        .. collectors.Where(collector => !(collector.IsRare && collector.Status.CurrentOutage is { IsWanted: false })).Select(collector => $"{collector.Name}: {collector.Status.CurrentOutage?.Reason ?? collector.Summary()}"),
        .. reload.Faults.IsEmpty ? (string[])[] : ["settings refused, the earlier ones stay in force"],
    ]);
}
