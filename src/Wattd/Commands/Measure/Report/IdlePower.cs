using Wattd.Collectors;
using Wattd.Commands.Measure.Meters;

namespace Wattd.Commands.Measure.Report;

/// <summary>What the machine draws without the command.</summary>
/// <param name="Watts">The sum of all components.</param>
sealed record IdlePower(double Watts)
{
    /// <summary>Each component's own; empty where the sum was given.</summary>
    public IReadOnlyDictionary<Component, double> Components { get; private init; } = new Dictionary<Component, double>();

    /// <summary>How long it was measured; null where it was given.</summary>
    public TimeSpan? Measured { get; private init; }

    /// <summary>The standard deviation of its seconds, in watts; null where it was given, or is shorter than two seconds.</summary>
    public double? Deviation { get; private init; }

    /// <summary>The idle power of a span in which the command does not run.</summary>
    /// <param name="span">The span.</param>
    /// <param name="duration">Its length.</param>
    /// <param name="seconds">The power of each of its seconds.</param>
    /// <returns>Null if nothing could be measured.</returns>
    public static IdlePower? Of(MeasuredSpan span, TimeSpan duration, IEnumerable<double?> seconds)
    {
        var components = span.Components.Where(component => component.Span > TimeSpan.Zero)
            .ToDictionary(component => component.Component, component => Power.Mean(component.Energy, component.Span).Watts);
        return components.Count == 0
            ? null
            : new IdlePower(components.Where(component => component.Key.IsInSum).Sum(component => component.Value))
            {
                Components = components,
                Measured = duration,
                Deviation = Figure.Of(seconds)?.Deviation,
            };
    }
}
