using System.Collections.Immutable;
using Wattd.Collectors;

namespace Wattd.Commands.Measure.Meters;

/// <summary>
/// Measures the whole machine over one span after the other: each collector is read on its grid for peaks and wraps, and
/// once more at either end of the span. Safe to use from any thread.
/// </summary>
/// <param name="time">The monotonic clock.</param>
sealed class NodeMeter(TimeProvider time) : IDisposable
{
    readonly Lock _reading = new();
    readonly long _origin = time.GetTimestamp();
    readonly List<CollectorMeter> _collectors = [];
    readonly Dictionary<Component, ComponentMeter> _components = [];
    Power? _peak;
    Dictionary<(string, string), long> _failuresBefore = [];

    /// <summary>The collectors that are read.</summary>
    public IReadOnlyList<CollectorMeter> Collectors => _collectors;

    /// <summary>Adds a collector, and starts to read it on its grid.</summary>
    public void Add(IEnergySource source) => _collectors.Add(new CollectorMeter(source, Take, time));

    /// <summary>Begins a span: every component is read now. The fast collectors last, right before this returns.</summary>
    public void Begin()
    {
        _failuresBefore = Failures();
        foreach (var collector in _collectors.AsEnumerable().Reverse())
            collector.ReadNow(isFirst: true);
        lock (_reading)
            _peak = null;
    }

    /// <summary>Ends the span: every component is read now. The fast collectors first, right after this is called.</summary>
    public MeasuredSpan End()
    {
        foreach (var collector in _collectors)
            collector.ReadNow(isFirst: false);
        lock (_reading)
        {
            return new MeasuredSpan(
                [.. InOrder().Select(meter => new MeasuredComponent(
                    meter.Component, meter.Energy, meter.Span, meter.Peak, meter.IsIntegrated, meter.Steps, meter.IsMissing))],
                _peak,
                [.. Failures().Select(failure => (failure.Key.Item1, failure.Key.Item2, failure.Value - _failuresBefore.GetValueOrDefault(failure.Key)))
                    .Where(failure => failure.Item3 > 0)]);
        }
    }

    /// <summary>The sum over the last second; null until every component has been read for a second.</summary>
    public Power? Current
    {
        get
        {
            lock (_reading)
                return Sum();
        }
    }

    public void Dispose()
    {
        foreach (var collector in _collectors)
            collector.Dispose();
    }

    void Take(CollectorMeter collector, ImmutableArray<ComponentEnergy> readings, bool isFirst)
    {
        lock (_reading)
        {
            foreach (var component in isFirst ? collector.Components : [])
                _components.Remove(component);
            var now = time.GetElapsedTime(_origin);
            foreach (var reading in readings)
            {
                if (_components.TryGetValue(reading.Component, out var meter))
                {
                    meter.Add(reading, now);
                }
                else
                {
                    _components.Add(reading.Component, new ComponentMeter(reading, now));
                    collector.Components.Add(reading.Component);
                }
            }
            foreach (var component in collector.Components)
            {
                if (!Contains(readings, component))
                    _components.GetValueOrDefault(component)?.Miss();
            }
            if (Sum() is { } sum && sum.Watts > (_peak?.Watts ?? double.NegativeInfinity))
                _peak = sum;
        }
    }

    // Compares references first, so that this is cheap for as many GPUs as a machine has.
    static bool Contains(ImmutableArray<ComponentEnergy> readings, Component component)
    {
        foreach (var reading in readings)
        {
            if (reading.Component.Equals(component))
                return true;
        }
        return false;
    }

    Power? Sum()
    {
        double? watts = null;
        foreach (var meter in _components.Values)
        {
            if (!meter.Component.IsInSum || meter.IsMissing)
                continue;
            if (meter.Current is not { } power)
                return null;
            watts = (watts ?? 0) + power.Watts;
        }
        return watts is { } sum ? new Power(sum) : null;
    }

    /// <summary>Those of one kind together, in the order of the collectors.</summary>
    IEnumerable<ComponentMeter> InOrder() =>
        _collectors.SelectMany(collector => _components.Values
            .Where(meter => collector.Components.Contains(meter.Component))
            .OrderBy(meter => meter.Component.Kind, StringComparer.Ordinal).ThenBy(meter => meter.Component.Title, StringComparer.Ordinal));

    Dictionary<(string, string), long> Failures() =>
        _collectors.SelectMany(collector => collector.Source.Failures, (collector, failure) => (collector.Source.Collector, failure.Reason, failure.Count))
            .ToDictionary(failure => (failure.Collector, failure.Reason), failure => failure.Count);
}
