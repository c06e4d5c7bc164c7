namespace Wattd.Collectors.Gpu.Metering;

/// <summary>
/// The total of a counter that starts at 0 again when it is full. One that has never exceeded 32 bits wraps at 32 bits, whatever
/// the type of its value; a wider one does not get full, so it has restarted.
/// </summary>
sealed class WrappingCounter
{
    const ulong Full = 1UL << 32;

    ulong? _last;
    ulong _highest;
    double? _total;

    /// <summary>Adds the step since the last value.</summary>
    /// <returns>The total: the first value, and all that was counted since. It never decreases.</returns>
    public double Add(ulong value)
    {
        _highest = Math.Max(_highest, value);
        _total ??= value;
        if (_last is { } last)
            _total += value >= last ? value - last : _highest < Full ? Full - last + value : 0;
        _last = value;
        return _total.Value;
    }

    /// <summary>Records that the counter may have restarted: the next value is a new base, and nothing is counted up to it.</summary>
    public void Restart() => _last = null;
}
