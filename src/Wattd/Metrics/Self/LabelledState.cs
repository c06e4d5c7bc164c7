using Prometheus;

namespace Wattd.Metrics.Self;

/// <summary>A state in the second label of one series: the series of the previous state is removed.</summary>
sealed class LabelledState(Gauge family, string firstLabel)
{
    string? _state;

    /// <summary>Shows the state, or nothing if it is null.</summary>
    public void Show(string? state, double value)
    {
        if (_state is not null && _state != state)
            family.RemoveLabelled(firstLabel, _state);
        if (state is not null)
            family.WithLabels(firstLabel, state).Set(value);
        _state = state;
    }
}
