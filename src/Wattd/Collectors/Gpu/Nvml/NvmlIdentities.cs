using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>Every GPU that is there or was until lately, so that one that is lost keeps its name.</summary>
sealed class NvmlIdentities
{
    readonly RecentlySeen<string, GpuIdentity> _byBusId = new();

    /// <summary>The GPUs as they were last found, over the sessions: the same object while nothing in it changes.</summary>
    public GpuInventory Inventory { get; set; } = new("", "", -1, []);

    /// <summary>Remembers what a GPU that is well told.</summary>
    public void Remember(GpuIdentity gpu)
    {
        if (gpu.BusId.Length == 0)
            return;
        _byBusId.See(gpu.BusId, gpu);
        _byBusId.ForgetOldest(Plausible.MostGpus);
    }

    /// <summary>What the GPU reported when it was well, else what the kernel driver lists of it, in place of what it reports now.</summary>
    /// <param name="lost">A GPU whose bus id is known.</param>
    /// <param name="onBus">Every GPU that the kernel driver lists.</param>
    public GpuIdentity Recall(GpuIdentity lost, IReadOnlyList<GpuIdentity> onBus)
    {
        var known = _byBusId.Get(lost.BusId) ?? onBus.FirstOrDefault(gpu => gpu.BusId == lost.BusId) ?? lost;
        return known with { Index = lost.Index };
    }

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
            ? Recall(listed with { Index = index }, onBus)
            : null;
    }
}
