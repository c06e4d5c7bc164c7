using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.NvidiaSmi;
using Wattd.Collectors.Gpu.Nvml;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>Whether the NVIDIA driver answers, by NVML and by nvidia-smi, and with which GPUs.</summary>
/// <param name="options">The settings.</param>
sealed class GpuProbe(GpuOptions options) : IProbe
{
    public IEnumerable<ProbeResult> Examine()
    {
        if (options.Mode == CollectorMode.Off)
            return [new ProbeResult("gpu", ProbeOutcome.Off, "the GPU collector is off")];

        List<ProbeResult> results = [];
        if (options.Source != GpuSourceChoice.NvidiaSmi)
            results.Add(Ask(new NvmlSource(options, TimeProvider.System, NullLogger<NvmlSource>.Instance)));
        if (options.Source != GpuSourceChoice.Nvml)
            results.Add(Ask(new NvidiaSmiSource(options, TimeProvider.System)));

        // One source is enough, and a machine without an NVIDIA GPU needs none.
        var wanted = options.Mode == CollectorMode.Required || options.Source != GpuSourceChoice.Auto
            || PciGpus.Count(options.SysfsPath) > 0;
        return results.Exists(result => result.Outcome == ProbeOutcome.Ok) || !wanted
            ? results.Select(result => result with { Wanted = false })
            : results;
    }

    /// <summary>On a thread of its own: a driver that hangs must not hang the check.</summary>
    ProbeResult Ask(IGpuSource source)
    {
        ProbeResult? result = null;
        var thread = new Thread(() => Volatile.Write(ref result, Read(source))) { IsBackground = true };
        thread.Start();
        thread.Join(options.Timeout + TimeSpan.FromSeconds(3));
        return Volatile.Read(ref result) ?? new ProbeResult(source.Name, ProbeOutcome.Failed,
            $"no answer within {options.Timeout.TotalSeconds:0} s: the driver hangs; this tells why", "sudo dmesg | grep -i -e nvrm -e xid");
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
        var lost = inventory.Gpus.Where((_, i) => !readings.Span[i].Up).Select(gpu => gpu.BusId).ToList();
        return lost.Count > 0
            ? new ProbeResult(name, ProbeOutcome.Failed,
                $"driver {inventory.DriverVersion}; lost: {string.Join(", ", lost)}; this tells why", "sudo dmesg | grep -i -e nvrm -e xid")
            : new ProbeResult(name, inventory.Count == 0 ? ProbeOutcome.Missing : ProbeOutcome.Ok,
                $"driver {inventory.DriverVersion}, {inventory.Count} GPUs: "
                + string.Join(", ", inventory.Gpus.Select(gpu => $"{gpu.Name} at {gpu.BusId}")));
    }
}
