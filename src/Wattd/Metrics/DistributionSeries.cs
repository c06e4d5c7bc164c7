using Prometheus;
using Wattd.Collectors.Sampling;

namespace Wattd.Metrics;

/// <summary>
/// Replays a distribution into a histogram: each update observes, for each bucket, the mean of the new values
/// as often as there are new values. Counts are exact, and so is the sum.
/// </summary>
sealed class DistributionSeries(Histogram.Child series, Distribution distribution)
{
    readonly (long Count, double Sum)[] _observed = new (long, double)[distribution.Bounds.Length + 1];

    /// <summary>Updates the histogram.</summary>
    public void Update()
    {
        series.Publish();
        for (var bucket = 0; bucket < _observed.Length; bucket++)
        {
            var (count, sum) = distribution[bucket];
            ref var observed = ref _observed[bucket];
            var isNew = count - observed.Count;
            if (isNew == 0)
                continue;
            var mean = Within(bucket, (sum - observed.Sum) / isNew);
            series.Observe(mean, isNew);
            observed = (count, observed.Sum + mean * isNew);
        }
    }

    /// <summary>
    /// The sampling thread may be between its two writes, and a mean is rounded: the value must still stay in its
    /// bucket. The next update corrects what the clamp changes.
    /// </summary>
    double Within(int bucket, double mean)
    {
        var bounds = distribution.Bounds;
        if (bucket < bounds.Length)
            mean = Math.Min(mean, bounds[bucket]);
        return bucket == 0 ? mean : Math.Max(mean, Math.BitIncrement(bounds[bucket - 1]));
    }
}
