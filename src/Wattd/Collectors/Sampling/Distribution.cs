using System.Collections.Immutable;

namespace Wattd.Collectors.Sampling;

/// <summary>
/// How often values were in each of some ranges, and their sums, so that a histogram can be updated from them exactly. One thread
/// adds, any thread reads, and neither waits.
/// </summary>
/// <param name="bounds">Upper bounds, rising. The last bucket has none.</param>
sealed class Distribution(ImmutableArray<double> bounds)
{
    readonly long[] _counts = new long[bounds.Length + 1];
    readonly double[] _sums = new double[bounds.Length + 1];

    /// <summary>Upper bounds. The last bucket has none.</summary>
    public ImmutableArray<double> Bounds => bounds;

    /// <summary>Adds one value. Called by the sampling thread only.</summary>
    public void Add(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
            bucket++;
        Volatile.Write(ref _sums[bucket], _sums[bucket] + value);
        Volatile.Write(ref _counts[bucket], _counts[bucket] + 1);
    }

    /// <summary>The number of values in a bucket, and their sum.</summary>
    public (long Count, double Sum) this[int bucket] =>
        (Volatile.Read(ref _counts[bucket]), Volatile.Read(ref _sums[bucket]));
}
