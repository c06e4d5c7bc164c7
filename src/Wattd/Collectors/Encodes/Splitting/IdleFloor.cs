namespace Wattd.Collectors.Encodes.Splitting;

/// <summary>
/// The power of a component when it is idle: the one in the settings, or the lowest that was measured over ten seconds in which
/// it had almost nothing to do. A learned floor never rises. Pure, and allocates nothing after construction.
/// </summary>
/// <param name="setting">The power in the settings, in watts; null: it is learned.</param>
sealed class IdleFloor(double? setting)
{
    /// <summary>The part of the capacity up to which a processor counts as idle.</summary>
    public const double MostBusy = 0.03;

    static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    // 200 ms is the shortest interval.
    readonly (TimeSpan Span, ulong Energy)[] _windows = new (TimeSpan, ulong)[64];
    int _first, _count;
    TimeSpan _span;
    ulong _energy;

    /// <summary>The floor in watts; null while it is unknown.</summary>
    public double? Watts { get; private set; } = setting;

    /// <summary>Whether it is measured, not set.</summary>
    public bool IsLearned { get; } = setting is null;

    /// <summary>The energy of the floor over a span of time, in microjoules; 0 while it is unknown.</summary>
    public ulong Over(TimeSpan span) => Watts is { } watts ? (ulong)(watts * span.TotalMicroseconds) : 0;

    /// <summary>Learns from a window.</summary>
    /// <param name="span">Its length.</param>
    /// <param name="energy">The energy in it, in microjoules.</param>
    /// <param name="isIdle">Whether the component had almost nothing to do, and all of it was measured.</param>
    /// <returns>Whether the floor was unknown until now.</returns>
    public bool Learn(TimeSpan span, ulong energy, bool isIdle)
    {
        if (!IsLearned)
            return false;
        if (!isIdle || span <= TimeSpan.Zero || _count == _windows.Length)
        {
            (_count, _span, _energy) = (0, default, 0);
            return false;
        }
        _windows[(_first + _count++) % _windows.Length] = (span, energy);
        (_span, _energy) = (_span + span, _energy + energy);
        if (_span < Window)
            return false;
        var watts = _energy / _span.TotalMicroseconds;
        var isFirst = Watts is null;
        if (isFirst || watts < Watts)
            Watts = watts;
        // Keeps less than a window: the next one completes it.
        while (_span >= Window)
        {
            (_span, _energy) = (_span - _windows[_first].Span, _energy - _windows[_first].Energy);
            (_first, _count) = ((_first + 1) % _windows.Length, _count - 1);
        }
        return isFirst;
    }
}
