using Microsoft.Extensions.Logging;
using Wattd.Collectors.Cpu.Powercap;
using Wattd.Collectors.Sampling;
using Wattd.Linux;

namespace Wattd.Collectors.Cpu.Metering;

/// <summary>
/// Measures one zone during the life of the daemon: its counter, the energy folded from it and the power over the
/// window. The zone may disappear and come back, also under another directory number; its energy count continues.
/// </summary>
sealed class ZoneMeter(
    PowercapZone zone, CpuOptions options, CollectorStatus status, ILogger logger, TimeProvider time) : IDisposable
{
    /// <summary>A zone whose read takes longer than this delays all the others.</summary>
    static readonly TimeSpan SlowRead = TimeSpan.FromMilliseconds(500);

    /// <summary>The part of the limit from which a zone counts as being at it: its control loop stays just below.</summary>
    const double NearlyAll = 0.95;

    readonly EnergyFold _fold = new();
    readonly PowerWindow _window = new(options.Window);
    readonly PeakWindow _peak = new(options.PeakWindow);
    readonly Distribution? _distribution = zone.Zone.IsPackage || zone.Zone.Package.Length == 0 ? PowerDistribution.For(options) : null;
    readonly ZoneProblems _problems = new(status);
    readonly TimeSpan _slack = Longer(options.Window / 500, TimeSpan.FromMicroseconds(100));
    readonly long _origin = time.GetTimestamp();
    EnergyCounter? _counter;
    TimeSpan _lastRead, _setAsideUntil;
    Power _recent;
    (TimeSpan At, Energy Total)? _advanced;
    TimeSpan _nearLimit;
    int _slowReads;
    bool _isSetAside, _rangeLogged;

    /// <summary>The zone as last discovered.</summary>
    public PowercapZone Zone { get; private set; } = zone;

    /// <summary>Whether its counter is open and reads in time.</summary>
    public bool IsReadable => _counter is not null && !_isSetAside;

    /// <summary>Whether it was measured before and has disappeared.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Why it is not measured, one of <see cref="CpuFailure"/>; valid while it gives no reading.</summary>
    public string Reason { get; private set; } = CpuFailure.ReadFailed;

    /// <summary>One line on why it is not measured.</summary>
    public string Problem { get; private set; } = "";

    string Label => Zone.Zone.Title;

    /// <summary>
    /// Uses the zone where discovery found it: keeps an open counter that is the same file, opens it otherwise.
    /// </summary>
    public void Follow(PowercapZone found)
    {
        if (_counter is { } open && !open.IsAt(found.CounterPath))
            Lose();
        Zone = found;
        _isSetAside = _isSetAside && time.GetElapsedTime(_origin) < _setAsideUntil;
        if (_problems.EndPeriod())
            logger.ZoneWell(Label);
        if (_counter is null)
            Open();
        ReportRange();
    }

    /// <summary>The zone is gone: closes the counter and keeps the energy.</summary>
    public void Lose()
    {
        if (_counter is null)
            return;
        Dispose();
        IsLost = true;
        Fail(CpuFailure.ZoneLost, "it disappeared");
        if (_problems.Add(CpuFailure.ZoneLost))
            logger.ZoneLost(Label, Zone.CounterPath);
    }

    /// <summary>Logs once why it is left out while others are measured.</summary>
    public void ReportUnreadable()
    {
        if (_problems.Add(Reason))
            logger.ZoneUnreadable(Label, Problem);
    }

    /// <summary>The next read is not compared with the last.</summary>
    public void Restart()
    {
        _fold.Restart();
        ForgetPower();
    }

    /// <summary>Reads the counter and adds to the energy. Only while <see cref="IsReadable"/>.</summary>
    public ZoneReading Read()
    {
        var before = time.GetTimestamp();
        var outcome = _counter!.Read(out var microjoules);
        var took = time.GetElapsedTime(before, time.GetTimestamp());
        var at = time.GetElapsedTime(_origin, before) + took / 2;

        if (outcome == CounterRead.Value)
            Count(microjoules, at, took);
        else
            Complain(outcome);
        if (took > SlowRead)
            SetAside(at + took, took);
        else
            _slowReads = 0;

        return outcome == CounterRead.Value
            ? new ZoneReading(_fold.Total, Mean(at) is { } power ? _recent = power : null, _fold.Wraps)
            {
                Peak = _peak.Max(at) is { } watts ? new Power(watts) : null,
                NearLimit = Zone.Zone.LongTermLimit is null ? null : _nearLimit,
                Distribution = _distribution,
            }
            : new ZoneReading(null, null, _fold.Wraps);
    }

    /// <summary>A counter that moves in coarse steps shows impossible power over a window shorter than their distance.</summary>
    Power? Mean(TimeSpan at) => _window.Mean(at) is { Watts: <= EnergyFold.MostWatts } power ? power : null;

    public void Dispose()
    {
        _counter?.Dispose();
        _counter = null;
    }

    void Open()
    {
        try
        {
            _counter = new EnergyCounter(Zone.CounterPath);
            IsLost = false;
            Restart();
        }
        catch (UnauthorizedAccessException)
        {
            Fail(CpuFailure.PermissionDenied, CpuSource.DeniedMessage(Zone.CounterPath, options.InContainer));
        }
        catch (IOException exception)
        {
            Fail(
                KernelFile.IsOutOfDescriptors(exception) ? CpuFailure.NoDescriptors : CpuFailure.ReadFailed,
                $"{Zone.CounterPath}: {exception.Message}");
        }
    }

    void Count(ulong microjoules, TimeSpan at, TimeSpan took)
    {
        var step = _fold.Add(microjoules, Zone.Range, at - _lastRead, _recent);
        if (step is EnergyStep.RangeUnreadable or EnergyStep.Gap or EnergyStep.CounterReset)
            Drop(step, at - _lastRead);
        _lastRead = at;

        // The moment at which a slow read took the value is unknown: its energy counts, its power could be wrong by as
        // much. At both ends of the window this is at most two parts in a thousand.
        if (took > _slack)
            return;
        _window.Add(at, _fold.Total);
        AddPeak(at);
    }

    /// <summary>
    /// The mean power since the counter last advanced: over one interval, or longer where the counter moves in steps that are
    /// further apart, which would look like a peak.
    /// </summary>
    void AddPeak(TimeSpan at)
    {
        if (_advanced is not { } before)
        {
            _advanced = (at, _fold.Total);
            return;
        }
        if (_fold.Total == before.Total || at <= before.At)
            return;
        _advanced = (at, _fold.Total);
        if (Power.Mean(_fold.Total - before.Total, at - before.At) is { Watts: <= EnergyFold.MostWatts } power)
        {
            _peak.Add(at, power.Watts);
            _distribution?.Add(power.Watts);
            if (power.Watts >= NearlyAll * Zone.Zone.LongTermLimit?.Watts)
                _nearLimit += at - before.At;
        }
    }

    void Drop(EnergyStep step, TimeSpan gap)
    {
        ForgetPower();
        switch (step)
        {
            case EnergyStep.RangeUnreadable:
                _problems.Add(CpuFailure.RangeUnreadable);
                break;
            case EnergyStep.Gap:
                if (_problems.Add(CpuFailure.Gap))
                    logger.ZoneGap(Label, gap.TotalSeconds);
                break;
            case EnergyStep.CounterReset:
                if (_problems.Add(CpuFailure.CounterReset))
                    logger.ZoneCounterReset(Label, Zone.CounterPath, gap.TotalSeconds);
                break;
        }
    }

    /// <summary>The power before a dropped step does not apply to the steps after it.</summary>
    void ForgetPower()
    {
        _window.Clear();
        (_recent, _advanced) = (default, null);
    }

    void Complain(CounterRead outcome)
    {
        var complaint = _counter!.Complaint;
        switch (outcome)
        {
            case CounterRead.Gone:
                Lose();
                break;
            case CounterRead.Invalid:
                Fail(CpuFailure.InvalidValue, $"{Zone.CounterPath} holds {complaint}, which is not a number of microjoules");
                if (_problems.Add(CpuFailure.InvalidValue))
                    logger.ZoneInvalid(Label, Zone.CounterPath, complaint);
                break;
            case CounterRead.Failed:
                Fail(CpuFailure.ReadFailed, $"{Zone.CounterPath}: {complaint}");
                if (_problems.Add(CpuFailure.ReadFailed))
                    logger.ZoneReadFailed(Label, Zone.CounterPath, complaint);
                break;
        }
    }

    /// <summary>Pauses until the next discovery; each further slow read doubles the pause.</summary>
    void SetAside(TimeSpan now, TimeSpan took)
    {
        var pause = options.DiscoveryInterval / 2 * (1 << Math.Min(_slowReads++, 6));
        _isSetAside = true;
        _setAsideUntil = now + pause;
        Fail(CpuFailure.SlowRead, $"reading {Zone.CounterPath} took {took.TotalSeconds:0.0} s");
        if (_problems.Add(CpuFailure.SlowRead))
            logger.ZoneSlow(Label, Zone.CounterPath, took.TotalSeconds, pause.TotalSeconds);
    }

    /// <summary>The range of a zone that cannot be read is not logged.</summary>
    void ReportRange()
    {
        if (Zone.Range is not null)
        {
            _rangeLogged = false;
        }
        else if (_counter is not null && !_rangeLogged)
        {
            _rangeLogged = true;
            logger.ZoneRangeUnreadable(Label, Zone.RangePath);
        }
    }

    static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;

    void Fail(string reason, string problem) => (Reason, Problem) = (reason, problem);
}
