using Microsoft.Extensions.Logging;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>Logs what has changed since the last sample, and counts GPUs that are lost or too slow.</summary>
sealed class GpuChanges(CollectorStatus status, ILogger logger)
{
    readonly HashSet<string> _lost = [], _slow = [];
    (string Source, string DriverVersion, int Count)? _reported;
    GpuInventory? _inventory;
    bool _hasWarnedOfPersistence;

    /// <summary>Forgets the last sample: the next one is logged as the first.</summary>
    public void Forget() => (_reported, _inventory) = (null, null);

    /// <summary>Logs the changes in a new sample.</summary>
    public void Report(GpuInventory inventory, ReadOnlySpan<GpuReading> readings)
    {
        if (!ReferenceEquals(inventory, _inventory))
        {
            _inventory = inventory;
            // A GPU that is gone is no longer down, and is forgotten.
            foreach (var down in new[] { _lost, _slow })
                down.IntersectWith(inventory.Gpus.Select(Key));
            Report(inventory);
        }
        for (var i = 0; i < readings.Length; i++)
            Report(inventory.Gpus[i], readings[i]);
    }

    void Report(GpuInventory inventory)
    {
        var now = (inventory.Source, inventory.DriverVersion, inventory.Count);
        if (_reported != now)
            logger.SourceInUse(inventory.Source, inventory.DriverVersion, inventory.Count);
        _reported = now;

        var off = inventory.Gpus.Count(gpu => gpu.PersistenceMode == "Disabled");
        if (off > 0 && !_hasWarnedOfPersistence)
        {
            logger.PersistenceModeOff(off);
            _hasWarnedOfPersistence = true;
        }
    }

    void Report(GpuIdentity gpu, in GpuReading reading)
    {
        var key = Key(gpu);
        if (reading.Up)
        {
            if ((_lost.Count > 0 && _lost.Remove(key)) | (_slow.Count > 0 && _slow.Remove(key)))
                logger.Back(gpu.BusId, gpu.Name, gpu.Uuid);
        }
        else if (reading.TimedOut)
        {
            if (_lost.Contains(key) || !_slow.Add(key))
                return;
            status.Failed(GpuFailure.Timeout);
            logger.Slow(gpu.BusId, gpu.Name, gpu.Uuid);
        }
        else if (_lost.Add(key))
        {
            status.Failed(GpuFailure.GpuLost);
            logger.Lost(gpu.BusId, gpu.Name, gpu.Uuid);
        }
    }

    static string Key(GpuIdentity gpu) => gpu.BusId.Length > 0 ? gpu.BusId : gpu.Uuid;
}
