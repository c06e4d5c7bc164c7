using System.Collections.Immutable;
using Wattd.Collectors;

namespace Wattd.Commands.Measure.Meters;

/// <summary>What was measured between two moments.</summary>
/// <param name="Components">Each component that had a reading.</param>
/// <param name="Peak">The highest sum of all components over one second; null in a span that is shorter.</param>
/// <param name="Failures">What went wrong meanwhile: collector, reason, and how often.</param>
sealed record MeasuredSpan(
    ImmutableArray<MeasuredComponent> Components, Power? Peak, ImmutableArray<(string Collector, string Reason, long Count)> Failures);

/// <summary>One component in a span.</summary>
/// <param name="Component">The component.</param>
/// <param name="Energy">Its energy.</param>
/// <param name="Span">The time from its first to its last reading.</param>
/// <param name="Peak">Its highest mean power over one second; null in a span that is shorter.</param>
/// <param name="IsIntegrated">Whether it has no counter, and power was integrated.</param>
/// <param name="Steps">How often a reading was higher than the one before.</param>
/// <param name="IsLost">Whether it had no reading at the end.</param>
sealed record MeasuredComponent(
    Component Component, Energy Energy, TimeSpan Span, Power? Peak, bool IsIntegrated, long Steps, bool IsLost);
