using Microsoft.Extensions.Logging;
using Wattd.Collectors.Cpu.Metering;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Cpu;

/// <summary>
/// Samples the RAPL zones: reads every counter at every tick, and discovers zones from time to time. After the first
/// sample <see cref="CollectorStatus.Outage"/> shows whether this machine has CPU power to measure.
/// </summary>
sealed class CpuSampler : ISampler
{
    // A lost zone may be back soon (a driver is reloaded), so the first discoveries are more frequent.
    static readonly TimeSpan FirstLookAfterLoss = TimeSpan.FromSeconds(1);

    readonly CpuOptions _options;
    readonly LatestSample<CpuInventory, ZoneReading> _latest;
    readonly ILogger _logger;
    readonly TimeProvider _time;
    readonly Func<bool> _suspended;
    readonly ZoneMeters _meters;
    ZoneReading[] _readings = [];
    TimeSpan _untilLook;
    long _lastLook;
    int _lost;
    bool _hasLooked;

    /// <param name="options">The collector's settings.</param>
    /// <param name="latest">Where samples are published, including those without zones.</param>
    /// <param name="logger">Where changes are logged.</param>
    /// <param name="time">The monotonic clock.</param>
    /// <param name="suspended">Whether the machine was suspended since the last call; null asks the kernel.</param>
    public CpuSampler(
        CpuOptions options, LatestSample<CpuInventory, ZoneReading> latest, ILogger logger, TimeProvider time,
        Func<bool>? suspended = null)
    {
        (_options, _latest, _logger, _time) = (options, latest, logger, time);
        _suspended = suspended ?? new SystemSuspend().HappenedSinceLastCall;
        Status = new CollectorStatus("cpu", options.SampleLifetime, CpuFailure.All, time);
        _meters = new ZoneMeters(options, Status, logger, time);
        _lastLook = time.GetTimestamp();
    }

    public CollectorStatus Status { get; }

    public TimeSpan Interval => _options.Interval;

    public void Sample()
    {
        var started = _time.GetTimestamp();
        if (_suspended())
            Restart();
        if (_time.GetElapsedTime(_lastLook, started) >= _untilLook)
            Look(started);

        var (meters, inventory) = (_meters.Readable, _meters.Inventory);
        var (isMeasured, isChanged) = (false, false);
        for (var i = 0; i < meters.Length; i++)
        {
            _readings[i] = meters[i].Read();
            isMeasured |= _readings[i].Energy is not null;
            isChanged |= !meters[i].IsReadable;
        }

        // Before the sample becomes readable: otherwise a page with it and with the previous state would be served
        // until the next one.
        if (isMeasured)
            Status.Sampled(started, _time.GetElapsedTime(started));
        else
            ReportOutage();
        _latest.Publish(started, inventory, _readings.AsSpan(0, meters.Length));
        if (isChanged)
            Refresh(started);
    }

    public void Dispose() => _meters.Dispose();

    void Restart()
    {
        _meters.Restart();
        Status.Failed(CpuFailure.Suspended);
        _logger.Suspended();
        _untilLook = TimeSpan.Zero;
    }

    void Look(long now)
    {
        _meters.Look();
        if (_readings.Length < _meters.Readable.Length)
            _readings = new ZoneReading[_meters.Readable.Length];
        _lastLook = now;
        _hasLooked = true;
        if (!HasLost())
            _untilLook = Shorter(_lost == 0 ? TimeSpan.MaxValue : 2 * _untilLook, _options.DiscoveryInterval);
    }

    void Refresh(long now)
    {
        _meters.Refresh();
        if (HasLost())
            _lastLook = now;
    }

    /// <summary>Records lost zones; each loss restarts discovery at the shortest pause.</summary>
    bool HasLost()
    {
        var before = _lost;
        _lost = _meters.Lost;
        if (_lost > before)
            _untilLook = Shorter(FirstLookAfterLoss, _options.DiscoveryInterval);
        return _lost > before;
    }

    /// <summary>
    /// Called after each discovery, and when reading fails in between. An intermittent failure is logged per zone, not
    /// here.
    /// </summary>
    void ReportOutage()
    {
        if (!_hasLooked && Status.Outage is not null)
            return;
        _hasLooked = false;
        var outage = _meters.Outage;
        if (!Status.Down(outage.Reason, outage.Message) || EndsTheStart)
            return;
        if (outage.Reason == CpuFailure.NoPowercap)
            _logger.PowercapMissing(outage.Message);
        else if (outage.Reason == CpuFailure.PermissionDenied)
            _logger.PowercapUnreadable(outage.Message);
    }

    /// <summary>If a required device is missing at the first sample, the host reports it once and ends the process.</summary>
    bool EndsTheStart => _options.Mode == CollectorMode.Required && Status.Samples == 0;

    static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
