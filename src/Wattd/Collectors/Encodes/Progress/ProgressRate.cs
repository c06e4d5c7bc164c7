namespace Wattd.Collectors.Encodes.Progress;

/// <summary>Frames and media time per time of one ffmpeg, over windows of at least <c>encodes.interval</c>, by the clock of wattd.</summary>
/// <param name="interval"><c>encodes.interval</c>.</param>
/// <param name="time">The monotonic clock.</param>
sealed class ProgressRate(TimeSpan interval, TimeProvider time)
{
    StreamCounts _start;
    long? _startTime;
    long _last;

    /// <summary>Frames per second over the last window; null before its end.</summary>
    public double? Fps { get; private set; }

    /// <summary>Media time per time over the last window; null before its end.</summary>
    public double? Speed { get; private set; }

    /// <summary>The time between the last two reports; null before the second.</summary>
    public TimeSpan? Period { get; private set; }

    /// <summary>Takes a report.</summary>
    /// <param name="counts">Its counts.</param>
    /// <param name="now">When it was received.</param>
    public void Add(in StreamCounts counts, long now)
    {
        if (_last != 0)
            Period = time.GetElapsedTime(_last, now);
        _last = now;
        if (_startTime is not { } start)
        {
            (_start, _startTime) = (counts, now);
            return;
        }
        var elapsed = time.GetElapsedTime(start, now);
        if (elapsed < interval)
            return;
        Fps = (counts.Frames - _start.Frames) / elapsed.TotalSeconds;
        Speed = (counts.Microseconds - _start.Microseconds) / elapsed.TotalMicroseconds;
        (_start, _startTime) = (counts, now);
    }

    /// <summary>Begins a window with the next report.</summary>
    public void Restart() => (_startTime, Fps, Speed) = (null, null, null);
}
