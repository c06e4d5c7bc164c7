namespace Wattd.Collectors.Sampling;

/// <summary>
/// Numbers the seconds of the monotonic clock. A second begins half a second after the daemon's start, between the grid
/// points of a collector that samples once a second: an early or late tick stays in its second.
/// </summary>
/// <param name="time">The monotonic clock. Its numbers continue across a restart of the daemon, and restart at boot.</param>
sealed class SecondClock(TimeProvider time)
{
    readonly long _offset = (long)(time.TimestampFrequency * 1.5) - time.GetTimestamp() % time.TimestampFrequency;

    /// <summary>The current second.</summary>
    public long Now => (time.GetTimestamp() + _offset) / time.TimestampFrequency;
}
