using System.Collections.Immutable;
using Wattd.Collectors.Gpu.Identity;

namespace Wattd.Collectors.Gpu.Metering;

/// <summary>The energy of every GPU that is present or was recently.</summary>
/// <param name="time">The monotonic clock.</param>
sealed class GpuEnergies(TimeProvider time)
{
    readonly ByGpu<GpuEnergy> _all = new(() => new GpuEnergy(time));
    GpuInventory? _given, _served;
    GpuEnergy[] _energies = [];

    /// <summary>Sets the served energy of each reading.</summary>
    /// <param name="timestamp">When they were taken, on the monotonic clock.</param>
    /// <param name="inventory">The GPUs as the source reports them.</param>
    /// <param name="readings">The readings of the source.</param>
    /// <param name="longestGap">A longer time without a reading is not integrated.</param>
    /// <returns>The inventory with <see cref="GpuIdentity.HasEnergyCounter"/> set; the same object while nothing changes.</returns>
    public GpuInventory Add(long timestamp, GpuInventory inventory, Span<GpuReading> readings, TimeSpan longestGap)
    {
        _energies = _all.Of(inventory);
        if (!ReferenceEquals(inventory, _given))
            (_given, _served) = (inventory, null);
        for (var i = 0; i < readings.Length; i++)
            readings[i].EnergyJoules = _energies[i].Add(inventory.Source, timestamp, readings[i], longestGap);

        if (_served is null || !IsServed(_served.Gpus))
            _served = inventory with { Gpus = [.. inventory.Gpus.Select(Served)] };
        return _served;
    }

    GpuIdentity Served(GpuIdentity gpu, int i) => gpu with { HasEnergyCounter = _energies[i].HasCounter };

    bool IsServed(ImmutableArray<GpuIdentity> gpus)
    {
        for (var i = 0; i < gpus.Length; i++)
            if (gpus[i].HasEnergyCounter != _energies[i].HasCounter)
                return false;
        return true;
    }
}
