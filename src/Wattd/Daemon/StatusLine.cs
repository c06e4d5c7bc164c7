using Wattd.Collectors;

namespace Wattd.Daemon;

/// <summary>One line for <c>systemctl status</c>: what is being measured now, or why it is not.</summary>
sealed class StatusLine(IReadOnlyList<Collector> collectors)
{
    /// <summary>The line, without a line break.</summary>
    public string Compose() => string.Join("; ", collectors.Select(collector =>
        $"{collector.Name}: {collector.Status.Trouble?.Reason ?? collector.Summary()}"));
}
