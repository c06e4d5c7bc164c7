using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>Every GPU that is present or was recently, so that a lost one keeps its name.</summary>
sealed class NvmlIdentities
{
    readonly RecentlySeen<string, GpuIdentity> _byBusId = new();

    /// <summary>The GPUs as last found, across sessions: the same object while nothing in it changes.</summary>
    public GpuInventory Inventory { get; set; } = new("", "", -1, []);

    /// <summary>Remembers the identity of a working GPU.</summary>
    public void Remember(GpuIdentity gpu)
    {
        if (gpu.BusId.Length == 0)
            return;
        _byBusId.See(gpu.BusId, gpu);
        _byBusId.ForgetOldest(Plausible.MostGpus);
    }

    /// <summary>
    /// The identity that the GPU last reported when it worked, else the kernel driver's, instead of what it reports
    /// now.
    /// </summary>
    /// <param name="lost">A GPU whose bus id is known.</param>
    /// <param name="onBus">Every GPU that the kernel driver lists.</param>
    public GpuIdentity Recall(GpuIdentity lost, IReadOnlyList<GpuIdentity> onBus)
    {
        var known = _byBusId.Get(lost.BusId) ?? onBus.FirstOrDefault(gpu => gpu.BusId == lost.BusId) ?? lost;
        return known with { Index = lost.Index };
    }

    /// <summary>
    /// The identity of the lost GPU at an index: the one that was there before, else the first on the bus that no other
    /// GPU has (NVML numbers them in the order of the bus).
    /// </summary>
    /// <param name="index">Its index in the driver's order.</param>
    /// <param name="taken">The bus ids of the GPUs that are already known.</param>
    /// <param name="onBus">Every GPU that the kernel driver lists.</param>
    /// <returns>Null if unknown.</returns>
    public GpuIdentity? Guess(int index, HashSet<string> taken, IReadOnlyList<GpuIdentity> onBus)
    {
        if (_byBusId.Values.FirstOrDefault(gpu => gpu.Index == index && !taken.Contains(gpu.BusId)) is { } before)
            return before;
        return onBus.FirstOrDefault(gpu => !taken.Contains(gpu.BusId)) is { } listed
            ? Recall(listed with { Index = index }, onBus)
            : null;
    }
}
