using Wattd.Collectors.Sampling;

namespace Wattd.Daemon;

/// <summary>Whether the daemon is alive: every sampler runs on schedule.</summary>
/// <param name="samplers">The samplers that run.</param>
sealed class Watchdog(IReadOnlyList<ISampler> samplers)
{
    static readonly TimeSpan ShortestLimit = TimeSpan.FromSeconds(2);

    /// <summary>The first collector that has not run for three intervals, at least 2 s; null if all have.</summary>
    public CollectorStatus? FindStuck() =>
        samplers.FirstOrDefault(sampler => sampler.Status.SinceTick > Limit(sampler))?.Status;

    /// <summary>
    /// A tick that finds another source starts on the old interval and is followed by one on the new interval:
    /// the longer one applies.
    /// </summary>
    static TimeSpan Limit(ISampler sampler) =>
        Longer(ShortestLimit, 3 * Longer(sampler.Status.Interval, sampler.Interval));

    static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
