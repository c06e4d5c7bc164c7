using System.Globalization;
using Wattd.Collectors.Sampling;

namespace Wattd.Readings;

/// <summary>The problems of any collector: it has no readings, or what it finds wrong with its devices.</summary>
static class CollectorProblems
{
    /// <summary>The problems; none where the machine has no such device and the settings require none.</summary>
    /// <param name="collector">The collector.</param>
    /// <param name="outage">Why it has no readings; null if it has.</param>
    public static IEnumerable<Problem> Of(ICollectorView collector, Outage? outage) => outage switch
    {
        null => collector.Problems(),
        { IsWanted: false } => [],
        { IsPlanned: true } => [new Problem(outage.Reason, $"No {collector.Status.Name.ToUpperInvariant()} readings{For(collector.Status.Age)}: {outage.Message}", NeedsAction: false)],
        _ => [new Problem("no_readings", $"No {collector.Status.Name.ToUpperInvariant()} readings{For(collector.Status.Age)}: {outage.Message}")],
    };

    static string For(TimeSpan? age) => age is { } known ? string.Create(CultureInfo.InvariantCulture, $" for {known.TotalSeconds:0} s") : "";
}
