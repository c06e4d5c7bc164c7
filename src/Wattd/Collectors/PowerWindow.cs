namespace Wattd.Collectors;

/// <summary>
/// The mean power over a window: the energy between two reads divided by the time between the same reads. Pure, and
/// allocates nothing after construction.
/// </summary>
/// <param name="window">The window to average over.</param>
sealed class PowerWindow(TimeSpan window)
{
    // Reads closer together than this part of the window need not all be kept: the newest is, and the span is measured.
    const int Steps = 256;

    readonly (TimeSpan At, Energy Total)[] _points = new (TimeSpan, Energy)[Steps + 4];
    readonly TimeSpan _least = 0.95 * (window < TimeSpan.FromSeconds(1) ? window : TimeSpan.FromSeconds(1));
    int _oldest, _count;
    (TimeSpan At, Energy Total) _newest;

    /// <summary>Forgets every read: later reads are not comparable with them.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a read.</summary>
    /// <param name="at">When it was taken, on a monotonic clock; never before the last.</param>
    /// <param name="total">The energy counted until then.</param>
    public void Add(TimeSpan at, Energy total)
    {
        _newest = (at, total);
        if (_count > 0 && at - Point(_count - 1).At < window / Steps)
            return;
        while (_count >= 2 && at - Point(1).At >= window)
            (_oldest, _count) = ((_oldest + 1) % _points.Length, _count - 1);
        _points[(_oldest + _count++) % _points.Length] = _newest;
    }

    /// <summary>
    /// The mean power up to the newest read; null until reads span the window or one second, whichever is shorter (less
    /// a twentieth, for a late tick), and when the newest read is older than the window.
    /// </summary>
    /// <param name="now">The time, on the same clock.</param>
    public Power? Mean(TimeSpan now)
    {
        if (_count == 0 || now - _newest.At > window)
            return null;

        var from = Point(0);
        if (_count > 1 && IsNearer(Span(Point(1)), Span(from)))
            from = Point(1);
        var span = Span(from);
        return span >= _least && span <= 3 * window && span > TimeSpan.Zero
            ? Power.Mean(_newest.Total - from.Total, span)
            : null;
    }

    bool IsNearer(TimeSpan candidate, TimeSpan current) =>
        candidate >= _least && (candidate - window).Duration() < (current - window).Duration();

    TimeSpan Span((TimeSpan At, Energy Total) point) => _newest.At - point.At;

    (TimeSpan At, Energy Total) Point(int index) => _points[(_oldest + index) % _points.Length];
}
