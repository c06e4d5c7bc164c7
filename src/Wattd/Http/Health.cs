using Wattd.Collectors.Sampling;

namespace Wattd.Http;

/// <summary>The answer of <c>/health</c>.</summary>
static class Health
{
    /// <summary>
    /// One line for each collector that has stopped sampling; null while all is well. A collector that never
    /// had anything to sample is not a fault: the metrics show it. Neither is one that has released its device on request: a
    /// restart would use it again.
    /// </summary>
    public static string? Complaint(IReadOnlyList<CollectorStatus> collectors)
    {
        string? complaint = null;
        foreach (var collector in collectors)
        {
            if (collector.Samples > 0 && !collector.IsFresh && collector.Outage is not { IsPlanned: true })
                complaint += $"{collector.Name}: no sample for {collector.Age?.TotalSeconds:0} s: "
                    + $"{collector.CurrentOutage?.Message}\n";
        }
        return complaint;
    }
}
