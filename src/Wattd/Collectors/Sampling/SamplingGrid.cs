namespace Wattd.Collectors.Sampling;

/// <summary>
/// The times at which a collector samples: origin + n × interval. A late tick never shifts the next one; points that
/// passed in the meantime are missed, not caught up.
/// </summary>
/// <remarks>Pure arithmetic over timestamps of one monotonic clock; it neither sleeps nor reads the clock.</remarks>
/// <param name="origin">The first point; a timestamp.</param>
/// <param name="interval">The distance between points, in the clock's units; greater than 0.</param>
struct SamplingGrid(long origin, long interval)
{
    long _lastIndex;

    /// <summary>The distance between points, in the clock's units.</summary>
    public readonly long Interval => interval;

    /// <summary>Advances to the first point after <paramref name="now"/>.</summary>
    /// <returns>That point, and how many were skipped since the last call.</returns>
    public (long Tick, long Missed) Next(long now)
    {
        var index = Math.Max((now - origin) / interval, _lastIndex) + 1;
        var missed = index - _lastIndex - 1;
        _lastIndex = index;
        return (origin + (index * interval), missed);
    }
}
