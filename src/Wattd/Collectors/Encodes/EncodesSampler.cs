using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Collectors.Encodes.Progress;
using Wattd.Collectors.Encodes.Splitting;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Sampling;
using Wattd.Linux;

namespace Wattd.Collectors.Encodes;

/// <summary>
/// Splits the energy of the newest CPU and GPU samples between the encodes. It runs at ordinary priority: a late tick moves use
/// from one window to the next, and the sums stay exact.
/// </summary>
sealed class EncodesSampler : ISampler
{
    const int MostEnded = 100;

    // Processor time and energy belong together if they are read this close to each other, or within a tenth of the window.
    static readonly TimeSpan Near = TimeSpan.FromMilliseconds(100);

    // A CPU sample this new is used as it is; for a newer one it is not worth waiting.
    static readonly TimeSpan New = TimeSpan.FromMilliseconds(20);

    // The record of an encode waits so long for the GPU sample that has its last use.
    static readonly TimeSpan LongestWaitForGpu = TimeSpan.FromSeconds(15);

    readonly EncodesOptions _options;
    readonly ICgroupSource _cgroups;
    readonly EncodeSenders? _senders;
    readonly CpuFeed? _cpu;
    readonly GpuSplits? _gpus;
    readonly LatestEncodes _latest;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly EncodeTable _encodes;
    readonly NodeSplit _split;
    readonly EncodesRest _rest;
    readonly CancellationTokenSource _stop = new();
    readonly long _origin;
    readonly List<CgroupUse> _uses = [];
    ImmutableArray<EndedEncode> _endedEncodes = [];
    TimeSpan? _looked;
    TimeSpan _cpuCut;
    long _cpuSample, _started, _ended;
    ulong? _busy;
    int _unlisted;
    bool _hasBegun, _hasSaidUnknown;

    /// <param name="options">The settings.</param>
    /// <param name="cgroups">The cgroups; this disposes of it.</param>
    /// <param name="progress">The progress of encodes; null if none is received. If it can be disposed of, this does.</param>
    /// <param name="cpu">The samples of the CPU collector; null if it is off.</param>
    /// <param name="gpu">The samples of the GPU collector; null if it is off.</param>
    /// <param name="latest">Where samples are published.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where changes of state are logged.</param>
    public EncodesSampler(
        EncodesOptions options, ICgroupSource cgroups, IProgressTable? progress, CpuFeed? cpu, GpuFeed? gpu, LatestEncodes latest,
        TimeProvider time, ILogger logger)
    {
        (_options, _cgroups, _cpu, _latest, _time, _logger) = (options, cgroups, cpu, latest, time, logger);
        _rest = new EncodesRest(options);
        Status = new CollectorStatus("encodes", SampleLifetime, EncodesFailure.All, time);
        _encodes = new EncodeTable(options);
        _senders = progress is null ? null : new EncodeSenders(progress, cgroups, _encodes);
        _split = new NodeSplit(options, _encodes, logger);
        _origin = time.GetTimestamp();
        cgroups.UseNews(_rest.End);
        progress?.UseNews(_rest.End);
        if (gpu is null)
            return;
        var activity = new GpuActivity(_rest.End);
        gpu.Latest.Listen(activity);
        _gpus = new GpuSplits(gpu, activity, _split, _encodes, new ProcessOwners(cgroups, _encodes), Status, logger);
    }

    /// <inheritdoc/>
    public CollectorStatus Status { get; }

    /// <inheritdoc/>
    public TimeSpan Interval => _rest.Interval;

    /// <inheritdoc/>
    public void UseWakeUp(Action wakeUp) => _rest.UseWakeUp(wakeUp);

    /// <inheritdoc/>
    public void Sample()
    {
        _rest.BeginSample();
        var began = _time.GetTimestamp();
        var isUp = TryLook(began);
        if (isUp)
        {
            Split();
            Publish(began);
        }
        _rest.EndSample(isUp, IsQuiet);
        Status.SampleLifetime = SampleLifetime;
    }

    /// <inheritdoc/>
    public void Interrupt() => _stop.Cancel();

    public void Dispose()
    {
        Interrupt();
        _gpus?.Ask(false);
        _cgroups.Dispose();
        _senders?.Dispose();
    }

#pragma warning disable RS0030 // It tells people when an encode started and ended; nothing is measured with it.
    DateTimeOffset WallClock => _time.GetUtcNow();
#pragma warning restore RS0030

    TimeSpan SampleLifetime => 3 * Interval + TimeSpan.FromSeconds(2);

    /// <summary>Whether there is nothing to split, and will not be before there is news.</summary>
    bool IsQuiet => _encodes is { Running: 0, HasRecordDue: false } && _senders is not { IsAnyReporting: true } && _gpus is not { HasSessions: true }
        && _cgroups is { TellsNews: true, IsLookDue: false };

    TimeSpan Now => Since(_time.GetTimestamp());

    TimeSpan Since(long timestamp) => _time.GetElapsedTime(_origin, timestamp);

    bool TryLook(long now)
    {
        if (Since(now) - _looked < _options.DiscoveryInterval && !_cgroups.IsLookDue)
            return true;
        try
        {
            _cgroups.Look();
        }
        catch (SourceException failure)
        {
            Fail(failure);
            return false;
        }
        _looked = Since(now);
        // What could not be claimed may be by now: there is room, or its unit has moved.
        _senders?.LookAgain();
        _gpus?.LookAgain();
        return true;
    }

    void Split()
    {
        if (!_hasBegun && _cgroups.ReadBusy() is { } before)
        {
            _split.Begin(before);
            (_busy, _hasBegun) = (before, true);
        }
        _senders?.Start();
        var cpu = NewestCpuSample();
        FollowCgroups();
        _senders?.Follow(Now);
        CutCpu(cpu);
        _gpus?.Ask(_encodes.Running > 0);
        _gpus?.Cut(_started, Since);
        WriteRecords();
        foreach (var forgotten in _encodes.Forget(Now))
            _senders?.Forget(forgotten);
    }

    void Fail(SourceException failure)
    {
        Status.Failed(failure.Reason);
        var isNews = Status.Down(failure.Reason, failure.Message, _options.IsWanted);
        if (isNews && _options.IsWanted && Status.Samples > 0)
            _logger.Unreadable(failure.Message);
        _latest.Publish(new EncodesSample { EndedEncodes = _endedEncodes, Started = _started, Ended = _ended });
    }

    /// <summary>
    /// The newest CPU sample, which is almost at the same moment as the processor time that is read next: this waits for it.
    /// </summary>
    Sample<CpuInventory, ZoneReading>? NewestCpuSample()
    {
        if (_cpu is null || !_cpu.Status.IsFresh || _cpu.Latest.Read() is not { } sample)
            return null;
        var age = _time.GetElapsedTime(sample.Timestamp);
        var interval = _cpu.Status.Interval;
        if (age <= New || interval <= New)
            return sample;
        var wait = interval - TimeSpan.FromTicks(age.Ticks % interval.Ticks) + TimeSpan.FromMilliseconds(1);
        if (wait > 0.5 * _options.Interval || _stop.Token.WaitHandle.WaitOne(wait))
            return sample;
        return _cpu.Latest.Read();
    }

    void FollowCgroups()
    {
        _cgroups.Read(_uses);
        var now = Now;
        foreach (var use in _uses)
        {
            var isKnown = _encodes.TryGet(use.Path, out var encode);
            if (use.State == CgroupState.Gone)
                _senders?.NoteGone(use.Id, now);
            else if (use.State == CgroupState.Left)
                _senders?.NoteLeft(use.Path, use.Id);
            // A run that came and went unseen has used something; the rest of a run that has ended is no new one.
            var isRun = use.HasRun || (use.Used > 0 && encode?.CgroupId != use.Id);
            if (!isKnown && !isRun)
                continue;
            encode ??= _encodes.Of(use);
            if (use.State == CgroupState.Repopulated)
                End(encode, now);
            if (isRun)
                Start(encode, use.Id, now);
            encode.Use(use.Used);
            if (use.State is CgroupState.Empty or CgroupState.Gone or CgroupState.Left)
                End(encode, now);
        }
        if (_cgroups.Unlisted > 0 && _unlisted == 0)
            _logger.Unlisted(_cgroups.Unlisted);
        _unlisted = _cgroups.Unlisted;
    }

    void Start(Encode encode, ulong cgroupId, TimeSpan now)
    {
        if (encode.IsRunning)
            return;
        // It has ended in this tick: what it used last is in the record of its next run.
        if (encode.IsRecordDue)
            WriteRecord(encode, now);
        encode.Start(cgroupId, now, WallClock);
        _started++;
    }

    void End(Encode encode, TimeSpan now)
    {
        if (!encode.IsRunning)
            return;
        encode.End(now);
        _ended++;
    }

    /// <summary>
    /// Cuts a CPU sample that is new, and close enough to the processor time that was just read. Else nothing is lost: the next
    /// one has the energy and the use of both windows.
    /// </summary>
    void CutCpu(Sample<CpuInventory, ZoneReading>? sample)
    {
        if (sample is null)
        {
            _split.LoseCpu();
            return;
        }
        if (sample.Timestamp == _cpuSample)
            return;
        var (at, now) = (Since(sample.Timestamp), Now);
        var span = at - _cpuCut;
        if (now - at > Near && now - at > 0.1 * span)
            return;

        var busy = _cgroups.ReadBusy();
        if (busy is null && _encodes.Running > 0)
            Status.Failed(EncodesFailure.ReadFailed);
        var isIdle = busy - _busy < IdleFloor.MostBusy * Processors * span.TotalMicroseconds;
        var energies = CpuCollector.EnergiesIn(sample);
        _split.Cut(NodeSplit.Cpu, energies, at, busy, isIdle);
        _split.Cut(NodeSplit.Dram, energies, at, busy, isIdle);
        (_cpuSample, _cpuCut, _busy) = (sample.Timestamp, at, busy);
        if (!_hasSaidUnknown && _encodes.Running > 0 && _split.All[NodeSplit.Cpu] is { Totals: not null, Floor.Watts: null })
        {
            _hasSaidUnknown = true;
            _logger.IdleUnknown();
        }
    }

    void WriteRecords()
    {
        foreach (var encode in _encodes.All)
        {
            if (encode.IsRecordDue && HasItsShares(encode))
                WriteRecord(encode, Now);
        }
    }

    /// <summary>Whether the last use of an encode that has ended has its share of the energy, and its last report is counted, or never will.</summary>
    bool HasItsShares(Encode encode) =>
        Now - encode.EndedAt > LongestWaitForGpu
        || ((!encode.MayReport || Now - encode.EndedAt >= EncodeSenders.LongestWait)
            && (_cpu is null || !_cpu.Status.IsFresh || encode.Pending(NodeSplit.Cpu) == 0)
            && (_gpus is null || !encode.UsesGpu || Since(_gpus.LastCut) >= encode.EndedAt));

    void WriteRecord(Encode encode, TimeSpan now)
    {
        var ended = encode.Record(WallClock, now, _split.All);
        _endedEncodes = [ended, .. _endedEncodes.Take(MostEnded - 1)];
        _logger.Ended(ended);
    }

    void Publish(long began)
    {
        var now = Now;
        var sample = new EncodesSample
        {
            Encodes = [.. _encodes.All.Select(encode => encode.Reading(now, _split.All))],
            Splits = [.. _split.All.Select(Reading)],
            EndedEncodes = _endedEncodes,
            Running = _encodes.Running,
            Unlisted = _unlisted,
            Started = _started,
            Ended = _ended,
            Reports = _senders?.Counts,
        };
        // Before the sample becomes readable: otherwise a page with it and with the previous outage would be served.
        Status.Sampled(began, _time.GetElapsedTime(began));
        _latest.Publish(sample);
    }

    // Of the machine: the processors that wattd may use can be fewer.
    static int Processors { get; } = Unistd.Processors;

    static SplitReading Reading(ComponentSplit split) =>
        new(split.Component, split.GpuId, split.Totals, split.IsMeasured, split.Floor.Watts, split.Floor.IsLearned);
}
