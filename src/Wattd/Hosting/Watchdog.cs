using Wattd.Sampling;

namespace Wattd.Hosting;

/// <summary>Whether the daemon is alive in the one sense that counts: every sampler comes round on its grid.</summary>
/// <param name="samplers">The samplers that run.</param>
sealed class Watchdog(IReadOnlyList<ISampler> samplers)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The first collector that has not come round for three intervals, at least 2 s; null when all have.</summary>
    public CollectorStatus? FindStuck() =>
        samplers.FirstOrDefault(sampler => sampler.Status.SinceTick > Limit(sampler.Interval))?.Status;

    static TimeSpan Limit(TimeSpan interval) => 3 * interval > Patience ? 3 * interval : Patience;
}
