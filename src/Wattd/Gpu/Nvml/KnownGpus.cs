namespace Wattd.Gpu.Nvml;

/// <summary>Every GPU seen since the start, so that one that is lost keeps its name.</summary>
sealed class KnownGpus
{
    readonly Dictionary<string, GpuIdentity> _byBusId = [];

    /// <summary>Remembers what a GPU that is well told.</summary>
    public void Remember(GpuIdentity gpu)
    {
        if (gpu.BusId.Length > 0)
            _byBusId[gpu.BusId] = gpu;
    }

    /// <summary>What the GPU told when it was well, in place of what it tells now that it is lost.</summary>
    public GpuIdentity Recall(GpuIdentity lost) =>
        _byBusId.TryGetValue(lost.BusId, out var known) ? known with { Index = lost.Index } : lost;

    /// <summary>
    /// Who the lost GPU at an index must be: the one that was there before, else the first on the bus that no other GPU
    /// claims (NVML numbers them in the order of the bus).
    /// </summary>
    /// <param name="index">Its place in the driver's order.</param>
    /// <param name="taken">The bus ids of the GPUs that are known already.</param>
    /// <param name="onBus">Every GPU that the kernel driver lists.</param>
    /// <returns>Null where nobody can tell.</returns>
    public GpuIdentity? Guess(int index, HashSet<string> taken, IReadOnlyList<GpuIdentity> onBus)
    {
        if (_byBusId.Values.FirstOrDefault(gpu => gpu.Index == index && !taken.Contains(gpu.BusId)) is { } before)
            return before;
        return onBus.FirstOrDefault(gpu => !taken.Contains(gpu.BusId)) is { } listed
            ? _byBusId.TryGetValue(listed.BusId, out var known) ? known with { Index = index } : listed with { Index = index }
            : null;
    }
}
