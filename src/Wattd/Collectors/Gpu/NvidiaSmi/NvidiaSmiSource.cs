using System.Collections.Immutable;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Processes;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// Queries the driver through <c>nvidia-smi -q -x</c>, a process for each sample: the fallback if NVML cannot be
/// loaded.
/// </summary>
sealed class NvidiaSmiSource : IGpuSource
{
    readonly NvidiaSmiProcess _process;
    readonly NvidiaSmiQuery _query;
    readonly NvidiaSmiIdentities _knownGpus;
    readonly GpuProcessDemand _processes;
    GpuInventory? _inventory;

    /// <param name="options">The program, its time limit, and the path of procfs.</param>
    /// <param name="time">The monotonic clock.</param>
    /// <param name="processes">Whether to read the processes; null for what the settings say.</param>
    /// <param name="known">The GPUs that the sources before it have seen; null if there was none. One source uses it at a time.</param>
    public NvidiaSmiSource(
        GpuOptions options, TimeProvider time, GpuProcessDemand? processes = null, NvidiaSmiIdentities? known = null)
    {
        _processes = processes ?? new GpuProcessDemand(options.Processes);
        var driverGpus = new DriverGpus(options.ProcfsPath);
        _process = new NvidiaSmiProcess(options.NvidiaSmi, NvidiaSmiProcess.OwnBinary, time, options.InContainer);
        _query = new NvidiaSmiQuery(_process, driverGpus, options.Timeout, time);
        _knownGpus = known ?? new NvidiaSmiIdentities(driverGpus);
    }

    public string Name => "nvidia-smi";

    public TimeSpan DefaultInterval => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    /// <remarks>Two seconds to end a process, and one for a busy machine.</remarks>
    public TimeSpan Overrun => TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public bool HasHungCall => _process.IsUnkillable;

    /// <inheritdoc/>
    public GpuInventory Read(GpuReadings readings)
    {
        readings.Clear();
        var answer = _query.Ask();
        _knownGpus.Complete(answer);
        foreach (var gpu in answer.Gpus)
            readings.Add() = _processes.IsWanted ? gpu.Reading : gpu.Reading with { Processes = null };
        return _inventory = InventoryOf(answer);
    }

    /// <inheritdoc/>
    public void Interrupt() => _process.Stop();

    /// <inheritdoc/>
    public void Hurry() => _process.Hurry();

    /// <summary>Ends a read on another thread. Returns when its process has ended, two seconds at most.</summary>
    public void Dispose() => _process.Dispose();

    GpuInventory InventoryOf(NvidiaSmiAnswer answer)
    {
        ImmutableArray<GpuIdentity> gpus = [.. answer.Gpus.Select(gpu => gpu.Identity)];
        var now = new GpuInventory(Name, answer.DriverVersion, Math.Max(answer.AttachedGpus, gpus.Length), gpus);
        return _inventory is { } last && last with { Gpus = gpus } == now && last.Gpus.SequenceEqual(gpus) ? last : now;
    }
}
