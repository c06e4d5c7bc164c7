using System.Globalization;
using System.Text.Json;
using Wattd.Collectors;
using Wattd.Commands.Client;

namespace Wattd.Commands.Check;

/// <summary>The XIDs that the GPUs have reported since the daemon started, by its readings.</summary>
/// <param name="daemon">The running one; null where none answers.</param>
sealed class GpuXidProbe(Lazy<RunningDaemon?> daemon) : IProbe
{
    const string Name = "gpu.xid";

    public IReadOnlyList<string> Names => [Name];

    public IEnumerable<ProbeResult> Examine() => daemon.Value?.Readings is { } readings ? Of(readings) : [];

    /// <summary>A result for each XID of each GPU; one that there are none, if the driver reports them; else no result.</summary>
    /// <param name="readings">The content of <c>/readings.json</c>.</param>
    public static IEnumerable<ProbeResult> Of(JsonElement readings)
    {
        List<JsonElement> gpus = [.. readings.Object("gpu")?.Items("gpus") ?? []];
        List<ProbeResult> results = [.. gpus.SelectMany(gpu => gpu.Items("xids"), Seen)];
        if (results.Count == 0 && gpus.Exists(gpu => gpu.TryGetProperty("xids", out _)))
            results.Add(new ProbeResult(Name, ProbeOutcome.Ok, "no GPU has reported an XID since wattd started"));
        return results;
    }

    static ProbeResult Seen(JsonElement gpu, JsonElement xid) => new(
        Name, xid.Flag("critical") ? ProbeOutcome.Warning : ProbeOutcome.Ok,
        string.Create(CultureInfo.InvariantCulture,
            $"GPU {gpu.Number("index"):0} ({gpu.Text("bus_id")}) has reported XID {xid.Text("xid")}, {xid.Number("count"):0} since wattd started, last {xid.Text("last")}: {xid.Text("meaning")}; {xid.Text("fix")}"));
}
