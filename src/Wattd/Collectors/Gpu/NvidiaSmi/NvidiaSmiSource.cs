using System.Collections.Immutable;
using Wattd.Collectors.Gpu.Identity;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// The driver asked by way of <c>nvidia-smi -q -x</c>, a process for each sample: what there is to fall back on where
/// NVML cannot be loaded.
/// </summary>
sealed class NvidiaSmiSource : IGpuSource
{
    readonly NvidiaSmiProcess _process;
    readonly NvidiaSmiQuery _query;
    readonly NvidiaSmiIdentities _knownGpus;
    GpuInventory? _inventory;

    /// <param name="options">Which program, how long it may take, and where procfs is.</param>
    /// <param name="time">The monotonic clock.</param>
    public NvidiaSmiSource(GpuOptions options, TimeProvider time)
    {
        var driverGpus = new DriverGpus(options.ProcfsPath);
        _process = new NvidiaSmiProcess(options.NvidiaSmi, NvidiaSmiProcess.OwnBinary, time);
        _query = new NvidiaSmiQuery(_process, driverGpus, options.Timeout, time);
        _knownGpus = new NvidiaSmiIdentities(driverGpus);
    }

    public string Name => "nvidia-smi";

    public TimeSpan DefaultInterval => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    /// <remarks>Two seconds that a process may take to be ended, and one for a busy machine.</remarks>
    public TimeSpan Overrun => TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public GpuInventory Read(GpuReadings readings)
    {
        readings.Clear();
        var answer = _query.Ask();
        _knownGpus.Complete(answer);
        foreach (var gpu in answer.Gpus)
            readings.Add() = gpu.Reading;
        return _inventory = InventoryOf(answer);
    }

    /// <inheritdoc/>
    public void Interrupt() => _process.Stop();

    /// <summary>Ends a read that another thread is in. Returns when its process is gone, half a second at most.</summary>
    public void Dispose() => _process.Dispose();

    GpuInventory InventoryOf(NvidiaSmiAnswer answer)
    {
        ImmutableArray<GpuIdentity> gpus = [.. answer.Gpus.Select(gpu => gpu.Identity)];
        var now = new GpuInventory(Name, answer.DriverVersion, Math.Max(answer.AttachedGpus, gpus.Length), gpus);
        return _inventory is { } last && last with { Gpus = gpus } == now && last.Gpus.SequenceEqual(gpus) ? last : now;
    }
}
