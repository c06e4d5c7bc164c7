using System.Collections.Immutable;

namespace Wattd.Collectors.Sampling;

/// <summary>How late ticks were: counts and sums by bucket, so that a histogram can be updated from them exactly.</summary>
sealed class LatenessDistribution
{
    /// <summary>Upper bounds in seconds. The last bucket has none.</summary>
    public static readonly ImmutableArray<double> Bounds =
        [25e-6, 50e-6, 100e-6, 150e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 100e-3, 1];

    readonly long[] _counts = new long[Bounds.Length + 1];
    readonly double[] _sums = new double[Bounds.Length + 1];

    /// <summary>Adds one tick. Called by the sampling thread only.</summary>
    public void Add(TimeSpan lateness)
    {
        var seconds = lateness.TotalSeconds;
        var bucket = 0;
        while (bucket < Bounds.Length && seconds > Bounds[bucket])
            bucket++;
        Volatile.Write(ref _sums[bucket], _sums[bucket] + seconds);
        Volatile.Write(ref _counts[bucket], _counts[bucket] + 1);
    }

    /// <summary>The number of ticks in a bucket, and the sum of their lateness in seconds.</summary>
    public (long Count, double Sum) this[int bucket] =>
        (Volatile.Read(ref _counts[bucket]), Volatile.Read(ref _sums[bucket]));
}
