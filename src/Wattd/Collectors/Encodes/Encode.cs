using System.Collections.Immutable;
using Wattd.Collectors.Encodes.Progress;
using Wattd.Collectors.Encodes.Splitting;

namespace Wattd.Collectors.Encodes;

/// <summary>
/// One encode, from when it is first seen until it has been gone for <see cref="EncodesOptions.Linger"/>: all runs of a unit.
/// Its totals never go back. Used by the thread of the sampler.
/// </summary>
/// <param name="identity">What it is.</param>
/// <param name="path">Its path in the hierarchy.</param>
sealed class Encode(EncodeIdentity identity, string path)
{
    readonly List<Part> _parts = [];
    readonly List<EncodeShare> _shares = [];
    readonly Dictionary<ulong, CgroupProgress> _reported = [];
    readonly RateWindow _window = new();
    Reported _progress;
    Run _run;
    DateTimeOffset? _created;

    public EncodeIdentity Identity => identity;

    public string Path => path;

    /// <summary>The number of the cgroup of its current or last run.</summary>
    public ulong CgroupId { get; private set; }

    /// <summary>Whether there are processes in it.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>When it ended, on the monotonic clock of the sampler; null while it runs.</summary>
    public TimeSpan? EndedAt { get; private set; }

    /// <summary>Whether its record is still to be written, once its last use has its share.</summary>
    public bool IsRecordDue { get; private set; }

    /// <summary>The processor time that it used, in microseconds.</summary>
    public ulong CpuMicroseconds { get; private set; }

    /// <summary>How often it was started again.</summary>
    public long Restarts { get; private set; }

    /// <summary>Whether a process of it has used a GPU.</summary>
    public bool UsesGpu => _parts.Skip(EncodeTable.FirstGpu).Any(part => part.Use > 0);

    /// <summary>The use of the busiest engine of each GPU, added up; null if it uses none.</summary>
    public double? GpuPercent { get; set; }

    /// <summary>Records that there are processes in it.</summary>
    public void Start(ulong cgroupId, TimeSpan at, DateTimeOffset started)
    {
        if (EndedAt is not null)
            Restarts++;
        (IsRunning, EndedAt, CgroupId) = (true, null, cgroupId);
        _created ??= started;
        _run = new Run(at, started, CpuMicroseconds, [.. _parts.Select(part => part.Energy)], _progress);
    }

    /// <summary>Records that its last process has ended.</summary>
    public void End(TimeSpan at)
    {
        (IsRunning, EndedAt, IsRecordDue, GpuPercent) = (false, at, true, null);
    }

    /// <summary>Adds processor time.</summary>
    public void Use(ulong microseconds) => CpuMicroseconds += microseconds;

    /// <summary>Adds use of an engine of a GPU.</summary>
    public void UseGpu(int component, ulong use) => PartAt(component).Use += use;

    /// <summary>What it used of a component since the component was last cut.</summary>
    public ulong Pending(int component) => TotalUse(component) - PartAt(component).CutUse;

    /// <summary>Adds its share of a component that has been cut.</summary>
    public void Add(int component, ulong microjoules)
    {
        var part = PartAt(component);
        (part.Energy, part.CutUse) = (part.Energy + microjoules, TotalUse(component));
    }

    /// <summary>Its shares of a component so far, in microjoules.</summary>
    public ulong EnergyOf(int component) => PartAt(component).Energy;

    /// <summary>Takes what the ffmpegs of one of its cgroups have reported.</summary>
    public void Report(in CgroupProgress report)
    {
        var before = _reported.GetValueOrDefault(report.CgroupId, report with { Frames = 0, DroppedFrames = 0, DuplicatedFrames = 0, Bytes = 0, MediaTime = TimeSpan.Zero });
        _reported[report.CgroupId] = report;
        _progress = new Reported(
            Sum(_progress.Frames, before.Frames, report.Frames), Sum(_progress.Dropped, before.DroppedFrames, report.DroppedFrames),
            Sum(_progress.Duplicated, before.DuplicatedFrames, report.DuplicatedFrames), Sum(_progress.Bytes, before.Bytes, report.Bytes),
            Sum(_progress.MediaTicks, before.MediaTime?.Ticks, report.MediaTime?.Ticks));
    }

    /// <summary>What a cgroup in it has reported until now is counted in another encode: only what it reports from now on is counted here.</summary>
    public void ReportedElsewhere(in CgroupProgress counted) => _reported[counted.CgroupId] = counted;

    /// <summary>The numbers of the cgroups in it that have reported.</summary>
    public IReadOnlyCollection<ulong> Reporters => _reported.Keys;

    /// <summary>Whether an ffmpeg in it has not reported its end.</summary>
    public bool MayReport
    {
        get
        {
            foreach (var report in _reported.Values)
            {
                if (report.LastReport is not null)
                    return true;
            }
            return false;
        }
    }

    /// <summary>Forgets what is known of a cgroup that is gone; the totals stay.</summary>
    public void ForgetReports(ulong cgroupId) => _reported.Remove(cgroupId);

    /// <summary>Its values now.</summary>
    /// <param name="at">The time, on the monotonic clock of the sampler.</param>
    /// <param name="splits">The components.</param>
    public EncodeReading Reading(TimeSpan at, IReadOnlyList<ComponentSplit> splits)
    {
        _shares.Clear();
        ulong total = 0;
        for (var i = 0; i < _parts.Count; i++)
        {
            total += _parts[i].Energy;
            // A GPU that it has never used has no series for it.
            if (splits[i].IsMeasured && (i < EncodeTable.FirstGpu || _parts[i].Use > 0))
                _shares.Add(new EncodeShare(splits[i].Component, splits[i].GpuId, new Energy(_parts[i].Energy)));
        }
        _window.Add(at, total, CpuMicroseconds, _progress.Frames ?? 0);
        var now = IsRunning ? Reporting() : default;
        return new EncodeReading(identity)
        {
            IsRunning = IsRunning,
            Started = _run.Started,
            Created = _created ?? _run.Started,
            Restarts = Restarts,
            CpuTime = TimeSpan.FromMicroseconds(CpuMicroseconds),
            Shares = [.. _shares],
            Frames = _progress.Frames,
            DroppedFrames = _progress.Dropped,
            DuplicatedFrames = _progress.Duplicated,
            Bytes = _progress.Bytes,
            MediaTime = _progress.MediaTicks is { } ticks ? TimeSpan.FromTicks(ticks) : null,
            Outputs = now.Outputs,
            Fps = now.Fps,
            Speed = now.Speed,
            LastReport = now.LastReport,
            Rates = IsRunning ? _window.Rates(_shares.Count > 0, _progress.Frames is not null, GpuPercent) : default,
        };
    }

    /// <summary>The record of the run that has ended.</summary>
    public EndedEncode Record(DateTimeOffset now, TimeSpan at, IReadOnlyList<ComponentSplit> splits)
    {
        IsRecordDue = false;
        var ended = EndedAt ?? at;
        return new EndedEncode(identity.Name, now - (at - ended), ended - _run.At)
        {
            Cpu = Since(0, 1),
            Dram = Since(1, 2),
            Gpu = UsesGpu ? Since(EncodeTable.FirstGpu, _parts.Count) : null,
            CpuTime = TimeSpan.FromMicroseconds(CpuMicroseconds - _run.CpuMicroseconds),
            Frames = _progress.Frames - (_run.Progress.Frames ?? 0),
            MediaTime = _progress.MediaTicks is { } ticks ? TimeSpan.FromTicks(ticks - (_run.Progress.MediaTicks ?? 0)) : null,
        };

        Energy? Since(int from, int to)
        {
            Energy? sum = null;
            for (var i = from; i < Math.Min(to, _parts.Count); i++)
            {
                if (splits[i].Totals is not null)
                    sum = (sum ?? default) + new Energy(_parts[i].Energy - (i < _run.Energies.Length ? _run.Energies[i] : 0));
            }
            return sum;
        }
    }

    /// <summary>What the ffmpegs in it report at this time.</summary>
    Current Reporting()
    {
        Current now = default;
        foreach (var report in _reported.Values)
        {
            now.Outputs = (now.Outputs ?? 0) + (report.Reporting > 0 ? report.Outputs : 0);
            if (!(now.LastReport <= report.LastReport))
                now.LastReport = report.LastReport ?? now.LastReport;
            if (report.Reporting == 0)
                continue;
            now.Fps = report.Fps is { } fps ? (now.Fps ?? 0) + fps : now.Fps;
            if (!(now.Speed <= report.Speed))
                now.Speed = report.Speed ?? now.Speed;
        }
        return now;
    }

    ulong TotalUse(int component) => component < EncodeTable.FirstGpu ? CpuMicroseconds : PartAt(component).Use;

    Part PartAt(int component)
    {
        while (_parts.Count <= component)
            _parts.Add(new Part());
        return _parts[component];
    }

    static long? Sum(long? total, long? before, long? now) => now is { } value ? (total ?? 0) + Math.Max(0, value - (before ?? 0)) : total;

    sealed class Part
    {
        public ulong Use { get; set; }
        public ulong CutUse { get; set; }
        public ulong Energy { get; set; }
    }

    record struct Current(int? Outputs, double? Fps, double? Speed, long? LastReport);

    readonly record struct Reported(long? Frames, long? Dropped, long? Duplicated, long? Bytes, long? MediaTicks);

    readonly record struct Run(
        TimeSpan At, DateTimeOffset Started, ulong CpuMicroseconds, ImmutableArray<ulong> Energies, Reported Progress);
}
