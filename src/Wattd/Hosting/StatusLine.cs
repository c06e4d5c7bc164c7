using Wattd.Cpu;
using Wattd.Gpu;
using Wattd.Sampling;

namespace Wattd.Hosting;

/// <summary>One line for <c>systemctl status</c>: what is being measured now, or why it is not.</summary>
sealed class StatusLine(
    LatestSample<CpuInventory, ZoneReading>? cpu, LatestSample<GpuInventory, GpuReading>? gpu,
    IReadOnlyList<CollectorStatus> collectors)
{
    /// <summary>The line, without a line break.</summary>
    public string Compose() => string.Join("; ", collectors.Select(Describe));

    string Describe(CollectorStatus collector) => collector switch
    {
        { Trouble: { } trouble } => $"{collector.Name}: {trouble.Reason}",
        { Name: "cpu" } => $"cpu: {cpu?.Read()?.Inventory.Zones.Length ?? 0} zones",
        _ when gpu?.Read()?.Inventory is { } inventory => $"gpu: {inventory.Count} GPUs by {inventory.Source}",
        _ => $"{collector.Name}: starting",
    };
}
