using Microsoft.Extensions.Logging;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>Tells the log what has changed since the last sample, and counts the GPUs that were lost.</summary>
sealed class GpuChanges(CollectorStatus status, ILogger logger)
{
    readonly HashSet<string> _lost = [];
    (string Source, string DriverVersion, int Count)? _told;
    GpuInventory? _inventory;
    bool _hasWarnedOfPersistence;

    /// <summary>There is nothing to compare with any more: the next sample is told as a new beginning.</summary>
    public void Forget() => (_told, _inventory) = (null, null);

    /// <summary>Tells of a new sample.</summary>
    public void Tell(GpuInventory inventory, ReadOnlySpan<GpuReading> readings)
    {
        if (!ReferenceEquals(inventory, _inventory))
        {
            _inventory = inventory;
            // One that is gone is not lost any more, and need not be remembered.
            if (_lost.Count > 0)
                _lost.IntersectWith(inventory.Gpus.Select(Key));
            TellOf(inventory);
        }
        for (var i = 0; i < readings.Length; i++)
            TellOf(inventory.Gpus[i], readings[i].Up);
    }

    void TellOf(GpuInventory inventory)
    {
        var now = (inventory.Source, inventory.DriverVersion, inventory.Count);
        if (_told != now)
            logger.SourceInUse(inventory.Source, inventory.DriverVersion, inventory.Count);
        _told = now;

        var off = inventory.Gpus.Count(gpu => gpu.PersistenceMode == "Disabled");
        if (off > 0 && !_hasWarnedOfPersistence)
        {
            logger.PersistenceModeOff(off);
            _hasWarnedOfPersistence = true;
        }
    }

    void TellOf(GpuIdentity gpu, bool isUp)
    {
        var key = Key(gpu);
        if (isUp)
        {
            if (_lost.Count > 0 && _lost.Remove(key))
                logger.Back(gpu.BusId, gpu.Name, gpu.Uuid);
        }
        else if (_lost.Add(key))
        {
            status.Failed(GpuFailure.GpuLost);
            logger.Lost(gpu.BusId, gpu.Name, gpu.Uuid);
        }
    }

    static string Key(GpuIdentity gpu) => gpu.BusId.Length > 0 ? gpu.BusId : gpu.Uuid;
}
