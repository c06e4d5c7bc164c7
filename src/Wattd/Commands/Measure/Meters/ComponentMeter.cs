using Wattd.Collectors;

namespace Wattd.Commands.Measure.Meters;

/// <summary>Measures one component over a span: its energy is the difference of two readings, never power times time.</summary>
sealed class ComponentMeter
{
    /// <summary>The window of peaks.</summary>
    public static readonly TimeSpan PeakWindow = TimeSpan.FromSeconds(1);

    readonly PowerWindow _window = new(PeakWindow);
    readonly Energy _first;
    readonly TimeSpan _firstAt;
    Energy _last;
    TimeSpan _lastAt;
    bool _hasRestarted;

    /// <param name="first">Its first reading in the span.</param>
    /// <param name="at">When that was taken.</param>
    public ComponentMeter(ComponentEnergy first, TimeSpan at)
    {
        Component = first.Component;
        IsIntegrated = first.IsIntegrated;
        (_first, _firstAt) = (_last, _lastAt) = (first.Energy, at);
        _window.Add(at, first.Energy);
    }

    /// <summary>The component.</summary>
    public Component Component { get; }

    /// <summary>Whether its newest reading was integrated from power.</summary>
    public bool IsIntegrated { get; private set; }

    /// <summary>Its energy from its first to its last reading.</summary>
    public Energy Energy => _last - _first;

    /// <summary>The time from its first to its last reading.</summary>
    public TimeSpan Span => _lastAt - _firstAt;

    /// <summary>The mean power over the last second; null until a second has passed.</summary>
    public Power? Current { get; private set; }

    /// <summary>The highest mean power over one second; null in a span that is shorter.</summary>
    public Power? Peak { get; private set; }

    /// <summary>How often a reading was higher than the one before.</summary>
    public long Steps { get; private set; }

    /// <summary>Whether the newest reading of its collector had none of it.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>Adds a reading.</summary>
    public void Add(ComponentEnergy reading, TimeSpan now)
    {
        // A daemon that was restarted counts from 0: the energy until then stays, and what follows is unknown.
        _hasRestarted |= reading.Energy.Microjoules < _last.Microjoules;
        if (_hasRestarted)
        {
            Miss();
            return;
        }
        if (reading.Energy != _last)
            Steps++;
        (_last, _lastAt, IsMissing, IsIntegrated) = (reading.Energy, now, false, reading.IsIntegrated);
        _window.Add(now, _last);
        Current = _window.Mean(now);
        if (Current is { } power && power.Watts > (Peak?.Watts ?? double.NegativeInfinity))
            Peak = power;
    }

    /// <summary>Its collector was read and had no reading of it.</summary>
    public void Miss() => (IsMissing, Current) = (true, null);
}
