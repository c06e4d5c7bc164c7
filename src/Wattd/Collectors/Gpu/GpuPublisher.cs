using Microsoft.Extensions.Logging;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Metering;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>
/// Publishes the samples of the source in use with their energy, and marks the GPUs as down if no source answers.
/// </summary>
/// <param name="options">The GPU settings.</param>
/// <param name="latest">Where samples are published.</param>
/// <param name="status">The state of the collector.</param>
/// <param name="time">The monotonic clock.</param>
/// <param name="logger">Where changes of state are logged.</param>
/// <param name="xids">The XIDs of the GPUs; null if nobody asks for them.</param>
sealed class GpuPublisher(
    GpuOptions options, LatestSample<GpuInventory, GpuReading> latest, CollectorStatus status, TimeProvider time, ILogger logger,
    GpuXids? xids = null)
{
    /// <summary>After a gap longer than this and three intervals, the power in between is not integrated.</summary>
    static readonly TimeSpan LongestBridge = TimeSpan.FromSeconds(10);

    readonly GpuEnergies _energies = new(time);
    readonly GpuPeaks _peaks = new(options, time);
    readonly GpuChanges _changes = new(status, logger);

    GpuInventory? _known;
    GpuReading[] _readings = [];
    bool _isShownDown;
    long _shownXids;

    /// <summary>Whether this machine has NVIDIA GPUs, working or not.</summary>
    public bool HasGpus => _known is { Count: > 0 } || PciGpus.Count(options.SysfsPath) > 0;

    /// <summary>Publishes the result of a read.</summary>
    /// <param name="worker">The worker that read it.</param>
    /// <param name="interval">The interval of its reads.</param>
    public void Publish(GpuSourceWorker worker, TimeSpan interval)
    {
        var given = worker.Readings.Span;
        if (_readings.Length != given.Length)
            _readings = new GpuReading[given.Length];
        given.CopyTo(_readings);
        _peaks.Add(worker.Done, worker.Inventory!, _readings);
        xids?.Fill(worker.Inventory!, _readings, isAnswer: true);
        _known = _energies.Add(worker.Done, worker.Inventory!, _readings, 3 * interval + LongestBridge);
        // Before the sample becomes readable: otherwise a page with it and with the previous outage would be served
        // until the next one.
        if (status.Sampled(worker.Done, time.GetElapsedTime(worker.Begun, worker.Done)) is not null)
            _changes.Forget();
        latest.Publish(worker.Done, _known, _readings);
        _isShownDown = false;
        _changes.Report(_known, _readings);
    }

    /// <summary>Publishes that the GPUs exist and do not answer.</summary>
    public void ShowDown()
    {
        var inventory = _known ?? new GpuInventory("", "", PciGpus.Count(options.SysfsPath), []);
        var readings = new GpuReading[inventory.Gpus.Length];
        _shownXids = xids?.Version ?? 0;
        xids?.Fill(inventory, readings, isAnswer: false);
        latest.Publish(time.GetTimestamp(), inventory, readings);
        _isShownDown = true;
    }

    /// <summary>The same, because they are released: whoever uses them meanwhile may act on their XIDs.</summary>
    public void ShowReleased()
    {
        xids?.NoteDown();
        ShowDown();
    }

    /// <summary>As <see cref="ShowDown"/>, after the last sample has expired, and again if a GPU has reported an XID since.</summary>
    public void ShowDownOnceStale()
    {
        if (_isShownDown ? xids is not null && xids.Version != _shownXids : !status.IsFresh)
            ShowDown();
    }
}
