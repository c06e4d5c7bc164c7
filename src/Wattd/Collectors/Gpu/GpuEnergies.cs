using System.Collections.Immutable;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>The energy of every GPU that is there, and of those that were until lately.</summary>
/// <param name="time">The monotonic clock.</param>
sealed class GpuEnergies(TimeProvider time)
{
    readonly RecentlySeen<(string Uuid, string BusId), GpuEnergy> _all = new();
    GpuInventory? _given, _told;
    GpuEnergy[] _energies = [];

    /// <summary>Puts the served energy into each reading.</summary>
    /// <param name="timestamp">When they were taken, on the monotonic clock.</param>
    /// <param name="inventory">The GPUs, as the source tells them.</param>
    /// <param name="readings">What each said.</param>
    /// <param name="longestGap">A longer time without a reading is not bridged.</param>
    /// <returns>The inventory with <see cref="GpuIdentity.HasEnergyCounter"/> set; the same object while nothing changes.</returns>
    public GpuInventory Add(long timestamp, GpuInventory inventory, Span<GpuReading> readings, TimeSpan longestGap)
    {
        if (!ReferenceEquals(inventory, _given))
        {
            _energies = [.. inventory.Gpus.Select(Of)];
            _all.ForgetOldest(inventory.Gpus.Length);
            (_given, _told) = (inventory, null);
        }
        for (var i = 0; i < readings.Length; i++)
            readings[i].EnergyJoules = _energies[i].Add(inventory.Source, timestamp, readings[i], longestGap);

        if (_told is null || !IsTold(_told.Gpus))
            _told = inventory with { Gpus = [.. inventory.Gpus.Select(Tell)] };
        return _told;
    }

    GpuEnergy Of(GpuIdentity gpu)
    {
        var energy = _all.Get((gpu.Uuid, gpu.BusId)) ?? new GpuEnergy(time);
        _all.See((gpu.Uuid, gpu.BusId), energy);
        return energy;
    }

    GpuIdentity Tell(GpuIdentity gpu, int i) => gpu with { HasEnergyCounter = _energies[i].HasCounter };

    bool IsTold(ImmutableArray<GpuIdentity> gpus)
    {
        for (var i = 0; i < gpus.Length; i++)
            if (gpus[i].HasEnergyCounter != _energies[i].HasCounter)
                return false;
        return true;
    }
}
