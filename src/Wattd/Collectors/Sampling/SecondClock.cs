namespace Wattd.Collectors.Sampling;

/// <summary>
/// Numbers the seconds of the monotonic clock. A second begins half a second off the daemon's start, and so off the grid of
/// a collector that samples once a second: a tick that comes early or late stays in its second.
/// </summary>
/// <param name="time">The monotonic clock. Its numbers go on over a restart of the daemon, and start anew with the machine.</param>
sealed class SecondClock(TimeProvider time)
{
    readonly long _offset = (long)(time.TimestampFrequency * 1.5) - time.GetTimestamp() % time.TimestampFrequency;

    /// <summary>The second that is running.</summary>
    public long Now => (time.GetTimestamp() + _offset) / time.TimestampFrequency;
}
