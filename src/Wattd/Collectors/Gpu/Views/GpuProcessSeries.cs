using System.Collections.Immutable;
using System.Globalization;
using Prometheus;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Metrics;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>The series of the encoder sessions and processes of one GPU.</summary>
sealed class GpuProcessSeries : IRemovableSeries
{
    /// <summary>The most sessions and the most processes that are shown: of one GPU, and of all; the rest is counted.</summary>
    const int MostOfOne = 64, MostOfAll = 1024;

    readonly PageUse _use;
    readonly bool _isServed;
    readonly GaugeByKey<(string Codec, string Resolution)> _codecs;
    readonly GaugeByKey<(uint Id, uint Pid, string Codec, string Resolution)> _infos;
    readonly GaugeByKey<uint> _fps, _latencies, _memory;
    readonly GaugeByKey<(uint Pid, string Engine)> _engines;
    readonly Gauge.Child _sessionsUnlisted, _processesUnlisted;
    readonly ContinuousCounter _outOfRange, _noPid, _stale;

    /// <param name="metrics">The families.</param>
    /// <param name="gpu">The labels of the GPU.</param>
    /// <param name="use">What the page is for: only a daemon shows what it counted.</param>
    public GpuProcessSeries(GpuProcessMetrics metrics, string[] gpu, PageUse use)
    {
        _use = use;
        _isServed = metrics.IsServed;
        _codecs = new(metrics.CodecSessions, pair => [.. gpu, pair.Codec, pair.Resolution]);
        _infos = new(metrics.SessionInfo, session => [.. gpu, Text(session.Id), Text(session.Pid), session.Codec, session.Resolution]);
        _fps = new(metrics.SessionFps, id => [.. gpu, Text(id)]);
        _latencies = new(metrics.SessionLatency, id => [.. gpu, Text(id)]);
        _memory = new(metrics.Memory, pid => [.. gpu, Text(pid)]);
        _engines = new(metrics.Utilization, use => [.. gpu, Text(use.Pid), use.Engine]);
        _sessionsUnlisted = metrics.SessionsUnlisted.WithLabels(gpu);
        _processesUnlisted = metrics.ProcessesUnlisted.WithLabels(gpu);
        _outOfRange = Dropped("out_of_range");
        _noPid = Dropped("no_pid");
        _stale = Dropped("stale");

        ContinuousCounter Dropped(string reason) => new(metrics.DroppedSamples.WithLabels([.. gpu, reason]));
    }

    /// <summary>How many sessions and how many processes of each GPU are shown, with that many GPUs.</summary>
    public static int MostItems(int gpus) => Math.Clamp(MostOfAll / Math.Max(gpus, 1), 1, MostOfOne);

    /// <summary>How many sessions and how many processes are shown.</summary>
    public int Most { get; set; } = MostOfOne;

    /// <summary>Shows a reading; nothing for a GPU that is not up.</summary>
    public void Update(in GpuReading reading)
    {
        var sessions = reading.Up ? reading.EncoderSessionList : null;
        foreach (var (codec, resolution, count) in sessions is { } open ? SessionCount.Of(open) : [])
            _codecs.Show((codec, resolution), count);
        _codecs.EndSample();
        if (!_isServed)
            return;
        Show(sessions);
        Show(reading.Up ? reading.Processes : null);
        var dropped = reading.Up && _use == PageUse.Served ? reading.DroppedSamples : null;
        _outOfRange.Show(dropped?.OutOfRange);
        _noPid.Show(dropped?.NoPid);
        _stale.Show(dropped?.Stale);
    }

    /// <inheritdoc/>
    public void Remove()
    {
        Update(default);
        foreach (var counter in (ContinuousCounter[])[_outOfRange, _noPid, _stale])
            counter.Remove();
        _sessionsUnlisted.Remove();
        _processesUnlisted.Remove();
    }

    void Show(ImmutableArray<EncoderSession>? sessions)
    {
        foreach (var session in sessions?.Take(Most) ?? [])
        {
            _infos.Show(
                (session.Id, session.Pid, SessionCount.NameOf(session.Codec), SessionCount.ResolutionOf(session.Width, session.Height)), 1);
            _fps.Show(session.Id, session.Fps);
            _latencies.Show(session.Id, Digits.Micro(session.LatencySeconds));
        }
        _infos.EndSample();
        _fps.EndSample();
        _latencies.EndSample();
        _sessionsUnlisted.Show(Unlisted(sessions?.Length));
    }

    void Show(ImmutableArray<GpuProcess>? processes)
    {
        foreach (var process in processes?.Take(Most) ?? [])
        {
            foreach (var (engine, percent) in EnginePercent.Of(process.Engines))
                _engines.Show((process.Pid, engine), percent);
            _memory.Show(process.Pid, process.MemoryBytes);
        }
        _engines.EndSample();
        _memory.EndSample();
        _processesUnlisted.Show(Unlisted(processes?.Length));
    }

    /// <summary>How many are not shown; null if the driver did not list them.</summary>
    double? Unlisted(int? count) => count is { } all ? Math.Max(all - Most, 0) : null;

    static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);
}
