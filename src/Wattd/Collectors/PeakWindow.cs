namespace Wattd.Collectors;

/// <summary>
/// The highest value within a window of whole seconds, the same for every reader. It is exact to a second: the window is up to
/// one second longer, so that no value is missed between two reads that are a window apart. Pure, and allocates nothing after
/// construction.
/// </summary>
/// <param name="window">Its length, in whole seconds; null: nothing is kept.</param>
sealed class PeakWindow(TimeSpan? window)
{
    // The highest value of each of the last seconds, NaN for none; the second of the newest value is in it.
    readonly double[] _slots = NewSlots(window);
    long _second = -1;
    double _before = double.NaN;

    /// <summary>Adds a value.</summary>
    /// <param name="at">When it was read, on a monotonic clock; never before the last.</param>
    /// <param name="value">The value; NaN is ignored.</param>
    public void Add(TimeSpan at, double value)
    {
        if (_slots.Length == 0 || double.IsNaN(value))
            return;
        MoveTo(at);
        ref var slot = ref _slots[_second % _slots.Length];
        if (!(slot >= value))
            slot = value;
    }

    /// <summary>The highest value; null if there is none in the window.</summary>
    /// <param name="now">The time, on the same clock.</param>
    public double? Max(TimeSpan now)
    {
        if (_slots.Length == 0)
            return null;
        MoveTo(now);
        var current = _slots[_second % _slots.Length];
        var highest = _before >= current || double.IsNaN(current) ? _before : current;
        return double.IsNaN(highest) ? null : highest;
    }

    /// <summary>Empties the slots of the seconds that have passed, which also removes the oldest values.</summary>
    void MoveTo(TimeSpan at)
    {
        var second = at.Ticks / TimeSpan.TicksPerSecond;
        if (second <= _second)
            return;
        for (var passed = Math.Max(_second + 1, second - _slots.Length + 1); passed <= second; passed++)
            _slots[passed % _slots.Length] = double.NaN;
        _second = second;
        _before = double.NaN;
        foreach (var slot in _slots)
        {
            if (!(_before >= slot) && !double.IsNaN(slot))
                _before = slot;
        }
    }

    static double[] NewSlots(TimeSpan? window)
    {
        if (window is not { } length)
            return [];
        var slots = new double[(int)length.TotalSeconds + 1];
        Array.Fill(slots, double.NaN);
        return slots;
    }
}
