using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors.Gpu.NvidiaSmi;
using Wattd.Collectors.Gpu.Nvml;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>Whether the NVIDIA driver answers through NVML and nvidia-smi, and which GPUs it has.</summary>
/// <param name="options">The settings.</param>
/// <param name="isWanted">Whether this machine should have a GPU.</param>
/// <param name="running">What the running daemon says of the GPU collector; null where none does.</param>
sealed class GpuProbe(GpuOptions options, bool isWanted, Func<RunningCollector?> running) : IProbe
{
    public IReadOnlyList<string> Names => ["gpu", "nvml", "nvidia-smi"];

    public IEnumerable<ProbeResult> Examine()
    {
        if (options.Mode == CollectorMode.Off)
            return [new ProbeResult("gpu", ProbeOutcome.Off, "the GPU collector is off")];

        if (running() is { Reason: Outage.Released } released)
            return [new ProbeResult("gpu", ProbeOutcome.Warning, $"not examined, because that opens the devices: {released.Message}", "sudo wattd resume gpu")];

        List<ProbeResult> results = [];
        if (options.Source != GpuSourceChoice.NvidiaSmi)
            results.Add(Ask(new NvmlSource(options, TimeProvider.System, NullLogger<NvmlSource>.Instance)));
        if (options.Source != GpuSourceChoice.Nvml)
            results.Add(Ask(new NvidiaSmiSource(options, TimeProvider.System)));

        // One source is enough, and so is a daemon that reads the GPUs.
        return results.Exists(result => result.Outcome == ProbeOutcome.Ok) || running() is { IsUp: true } || !isWanted
            ? results.Select(result => result with { Wanted = false })
            : results;
    }

    /// <summary>On its own thread, because a hung driver must not block the check.</summary>
    ProbeResult Ask(IGpuSource source)
    {
        ProbeResult? result = null;
        var thread = new Thread(() => Volatile.Write(ref result, Read(source))) { IsBackground = true };
        thread.Start();
        thread.Join(options.Timeout + TimeSpan.FromSeconds(3));
        return Volatile.Read(ref result) ?? new ProbeResult(source.Name, ProbeOutcome.Failed,
            $"no answer within {options.Timeout.TotalSeconds:0} s: the driver hangs, or still starts, which takes 1 to 3 s for each GPU "
            + "without persistence mode; this shows which", "sudo dmesg | grep -i -e nvrm -e xid");
    }

    static ProbeResult Read(IGpuSource source)
    {
        try
        {
            using (source)
            {
                var readings = new GpuReadings();
                return Describe(source.Name, source.Read(readings), readings);
            }
        }
        catch (SourceException e)
        {
            var outcome = e.Reason switch
            {
                GpuFailure.LibraryMissing or GpuFailure.NvidiaSmiMissing or GpuFailure.DriverNotLoaded => ProbeOutcome.Missing,
                GpuFailure.AccessBlocked => ProbeOutcome.Denied,
                _ => ProbeOutcome.Failed,
            };
            return new ProbeResult(source.Name, outcome, e.Message);
        }
    }

    static ProbeResult Describe(string name, GpuInventory inventory, GpuReadings readings)
    {
        var lost = BusIdsOf(inventory, i => readings.Span[i] is { Up: false, TimedOut: false });
        var slow = BusIdsOf(inventory, i => readings.Span[i].TimedOut);
        return lost.Length > 0 || slow.Length > 0
            ? new ProbeResult(name, ProbeOutcome.Failed,
                $"driver {inventory.DriverVersion}{(lost.Length > 0 ? $"; lost: {lost}" : "")}{(slow.Length > 0 ? $"; no answer in time: {slow}" : "")}; this shows why",
                "sudo dmesg | grep -i -e nvrm -e xid")
            : new ProbeResult(name, inventory.Count == 0 ? ProbeOutcome.Missing : ProbeOutcome.Ok,
                $"driver {inventory.DriverVersion}, {inventory.Count} GPUs: "
                + string.Join(", ", inventory.Gpus.Select(gpu => $"{gpu.Name} at {gpu.BusId}")));
    }

    static string BusIdsOf(GpuInventory inventory, Func<int, bool> isOne) =>
        string.Join(", ", inventory.Gpus.Where((_, i) => isOne(i)).Select(gpu => gpu.BusId));
}
