using Microsoft.Extensions.Logging;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>Publishes what the source in use says, with the energy added up; and, where no source answers, that the GPUs are down.</summary>
/// <param name="sysfs">The <c>path.sysfs</c> setting.</param>
/// <param name="latest">Where samples are published.</param>
/// <param name="status">How the collector fares.</param>
/// <param name="time">The monotonic clock.</param>
/// <param name="logger">Where changes of state are told.</param>
sealed class GpuPublisher(
    string sysfs, LatestSample<GpuInventory, GpuReading> latest, CollectorStatus status, TimeProvider time, ILogger logger)
{
    /// <summary>Longer than this and three intervals without a sample, the power in between is not guessed at.</summary>
    static readonly TimeSpan LongestBridge = TimeSpan.FromSeconds(10);

    readonly GpuEnergies _energies = new(time);
    readonly GpuChanges _changes = new(status, logger);

    GpuInventory? _known;
    GpuReading[] _readings = [];
    bool _isShownDown;

    /// <summary>Whether this machine has NVIDIA GPUs, whatever becomes of them.</summary>
    public bool HasGpus => _known is { Count: > 0 } || PciGpus.Count(sysfs) > 0;

    /// <summary>Publishes a read that was done.</summary>
    /// <param name="worker">Whose read it was.</param>
    /// <param name="interval">How often it is asked.</param>
    public void Publish(GpuSourceWorker worker, TimeSpan interval)
    {
        var given = worker.Readings.Span;
        if (_readings.Length != given.Length)
            _readings = new GpuReading[given.Length];
        given.CopyTo(_readings);
        _known = _energies.Add(worker.Done, worker.Inventory!, _readings, 3 * interval + LongestBridge);
        // Before the sample can be read: a page with it and with an outage that is over would be served until the next one.
        if (status.Sampled(worker.Done, time.GetElapsedTime(worker.Begun, worker.Done)) is not null)
            _changes.Forget();
        latest.Publish(worker.Done, _known, _readings);
        _isShownDown = false;
        _changes.Tell(_known, _readings);
    }

    /// <summary>Publishes that the GPUs are there and answer nothing.</summary>
    public void ShowDown()
    {
        var inventory = _known ?? new GpuInventory("", "", PciGpus.Count(sysfs), []);
        latest.Publish(time.GetTimestamp(), inventory, new GpuReading[inventory.Gpus.Length]);
        _isShownDown = true;
    }

    /// <summary>The same, once the last sample has had its time.</summary>
    public void ShowDownOnceStale()
    {
        if (!_isShownDown && !status.IsFresh)
            ShowDown();
    }
}
