using System.Globalization;
using Wattd.Collectors.Sampling;

namespace Wattd.Readings;

/// <summary>Current readings as the status page shows them.</summary>
/// <param name="Title">The title of the table.</param>
/// <param name="State">The state of their collector.</param>
/// <param name="Columns">Headings, with units.</param>
/// <param name="Rows">Cells as text; an empty cell is a value that could not be read.</param>
sealed record ReadingsTable(string Title, string State, IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows)
{
    /// <summary>A collector's state as one sentence.</summary>
    public static string StateOf(CollectorStatus status) =>
        status.CurrentOutage is not { } outage ? string.Create(CultureInfo.InvariantCulture, $"Sampled {status.Age?.TotalSeconds:0.0} s ago.")
        : outage != Outage.Stalled ? $"No readings: {outage.Message}"
        : string.Create(CultureInfo.InvariantCulture, $"No sample for {status.Age?.TotalSeconds:0} s.");
}
