using Wattd.Collectors.Sampling;

namespace Wattd.Http;

/// <summary>What <c>/health</c> says.</summary>
static class Health
{
    /// <summary>
    /// One line for each collector that ran and has stopped giving samples; null while all is well. A collector that never
    /// had anything to sample is no fault: the metrics tell it.
    /// </summary>
    public static string? Complaint(IReadOnlyList<CollectorStatus> collectors)
    {
        string? complaint = null;
        foreach (var collector in collectors)
        {
            if (collector.Samples > 0 && !collector.IsFresh)
                complaint += $"{collector.Name}: no sample for {collector.Age?.TotalSeconds:0} s: "
                    + $"{collector.Trouble?.Message}\n";
        }
        return complaint;
    }
}
