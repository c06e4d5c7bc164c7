using Wattd.Collectors.Sampling;

namespace Wattd.Daemon;

/// <summary>Whether the daemon is alive in the one sense that counts: every sampler comes round on its grid.</summary>
/// <param name="samplers">The samplers that run.</param>
sealed class Watchdog(IReadOnlyList<ISampler> samplers)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The first collector that has not come round for three intervals, at least 2 s; null when all have.</summary>
    public CollectorStatus? FindStuck() =>
        samplers.FirstOrDefault(sampler => sampler.Status.SinceTick > Limit(sampler))?.Status;

    /// <summary>
    /// A tick that finds another source began on the grid of the old interval and is followed by one on the grid of the new:
    /// the longer of both counts.
    /// </summary>
    static TimeSpan Limit(ISampler sampler) =>
        Longer(Patience, 3 * Longer(sampler.Status.Interval, sampler.Interval));

    static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
