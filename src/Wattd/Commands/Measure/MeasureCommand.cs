using System.Collections.Immutable;
using Wattd.Collectors;
using Wattd.Commands.Measure.Child;
using Wattd.Commands.Measure.Meters;
using Wattd.Commands.Measure.Report;
using Wattd.Daemon;
using Wattd.Ffmpeg;
using Wattd.Linux;
using Wattd.Metrics.Self;
using Wattd.Settings;

namespace Wattd.Commands.Measure;

/// <summary>
/// <c>wattd measure</c>: runs a command as a shell would, and reports what it cost: the difference of the energy counters right
/// before it starts and right after it ends.
/// </summary>
/// <param name="settings">Valid settings.</param>
/// <param name="options">What was asked for.</param>
/// <param name="build">What this binary was built from.</param>
/// <param name="socketPath">The local socket of the daemon.</param>
/// <param name="ofDaemon">The settings of the daemon.</param>
sealed class MeasureCommand(
    LoadedSettings settings, MeasureOptions options, BuildInfo build, string socketPath, Func<OptionSet> ofDaemon)
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // As good as idle.
    const double CooledDown = 1.05;

    readonly TimeProvider _time = TimeProvider.System;
    readonly OptionSet _options = settings.Options.With<CollectorOptions>(collector =>
        collector.Mode == CollectorMode.Required ? collector with { Mode = CollectorMode.Auto } : collector);
    readonly ImmutableArray<byte[]> _arguments = CommandArguments.Of(options.Command);

    /// <summary>Measures, and reports.</summary>
    /// <returns>
    /// The exit code of the command, of its last run; 1 where it was not started because of <c>--require</c> or the output.
    /// </returns>
    public int Run()
    {
        using var output = ReportOutput.Open(options.Output, options.IsJson);
        if (output is null)
            return ExitCode.Failure;
        using var signals = new SignalForwarding();
        using var meter = new NodeMeter(_time);
        var isHung = false;
        int exitCode;
        try
        {
            exitCode = Measure(meter, signals, output);
        }
        finally
        {
            isHung = meter.Collectors.Any(collector => collector.Source.HasHungCall);
        }
        if (isHung)
        {
            output.Dispose();
            ProcessEnd.Immediately(exitCode);
        }
        return exitCode;
    }

    int Measure(NodeMeter meter, SignalForwarding signals, ReportOutput output)
    {
        var line = new StatusLine(_arguments);
        var sources = new MeterSources(_options, socketPath, ofDaemon, () => line.Show("waiting for a device that has not answered yet"));
        foreach (var source in sources.Open(options.Required))
            meter.Add(source);
        line.Clear();
        if (sources.Missing.Where(missing => options.Required.Contains(missing.Collector)).ToList() is { Count: > 0 } required)
        {
            foreach (var (collector, reason) in required)
                StandardError.Write($"wattd: {collector} cannot be measured, so the command was not started: {reason}\n");
            return ExitCode.Failure;
        }

        var idle = options.IdleWatts is { } given ? new IdlePower(given) : options.IdleTime is { } length ? MeasureIdle(meter, length, line) : null;
        var runs = new List<MeasuredRun>();
        int? notStarted = null;
        while (runs.Count < options.Runs)
        {
            if (runs.Count > 0)
                CoolDown(meter, signals, idle);
            if (signals.Received is not null)
                break;
            try
            {
                runs.Add(MeasureRun(meter, signals, line, runs.Count + 1, idle));
            }
            catch (CommandStartException e)
            {
                StandardError.Write($"wattd: {e.Message}\n");
                if (runs.Count == 0)
                    return e.ExitCode;
                notStarted = e.ExitCode;
                break;
            }
            if (runs[^1].ExitCode != 0)
                break;
        }
        signals.Finish();
        output.Write(new MeasureReport
        {
            Version = build.Version,
            IsSimulated = CollectorList.IsSimulated(_options),
            Command = options.Command,
            Sources = [.. meter.Collectors.Select(collector => (collector.Source.Collector, collector.Source.Name))],
            Idle = idle,
            Runs = [.. runs],
            Warnings = [.. NotMeasured(sources), .. FromDaemon(meter), .. RunWarnings.Of(idle), .. runs.SelectMany(RunWarnings.Of)],
        });
        return notStarted
            ?? (runs[^1].ExitCode == 0 && runs.Count < options.Runs && signals.Received is { } signal ? 128 + signal : runs[^1].ExitCode);
    }

    IdlePower? MeasureIdle(NodeMeter meter, TimeSpan length, StatusLine line)
    {
        line.Show($"measuring the idle power for {length.TotalSeconds:0} s");
        var began = _time.GetTimestamp();
        var seconds = new List<double?>();
        meter.Begin();
        // A little later than each second, when its last reading is there.
        for (var next = 1.05 * Second; next < length; next += Second)
        {
            SleepUntil(began, next);
            seconds.Add(meter.Current?.Watts);
        }
        SleepUntil(began, length);
        seconds.Add(meter.Current?.Watts);
        var span = meter.End();
        line.Clear();
        return IdlePower.Of(span, _time.GetElapsedTime(began), seconds);
    }

    void SleepUntil(long began, TimeSpan elapsed)
    {
        if (elapsed - _time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
            Thread.Sleep(left);
    }

    void CoolDown(NodeMeter meter, SignalForwarding signals, IdlePower? idle)
    {
        if (options.Cooldown == TimeSpan.Zero || idle is null)
            return;
        meter.Begin();
        var began = _time.GetTimestamp();
        while (_time.GetElapsedTime(began) < options.Cooldown && signals.Received is null && !(meter.Current?.Watts <= CooledDown * idle.Watts))
            Thread.Sleep(Second / 10);
    }

    MeasuredRun MeasureRun(NodeMeter meter, SignalForwarding signals, StatusLine line, int number, IdlePower? idle)
    {
        using var progress = AsksFfmpeg ? new ProgressPipe(_arguments) : null;
        byte[][] arguments = progress is null ? [.. _arguments] : FfmpegArguments.WithProgress(_arguments, progress.WriteEnd);
        meter.Begin();
        var busyBefore = BusySinceBoot;
#pragma warning disable RS0030 // The wall clock tells people when; nothing is measured with it.
        var started = _time.GetUtcNow();
#pragma warning restore RS0030
        var began = _time.GetTimestamp();
        var command = signals.Start(() => MeasuredCommand.Start(arguments, progress?.WriteEnd));
        progress?.CloseWriteEnd();
        CommandEnd end;
        using (line.Follow(meter, progress))
            end = command.Wait();
        var duration = _time.GetElapsedTime(began);
        var span = meter.End();
        signals.End();
        return new MeasuredRun
        {
            Number = number,
            Started = started,
            Duration = duration,
            ExitCode = end.ExitCode,
            Signal = end.Signal is { } signal ? Signals.NameOf(signal) : null,
            Span = span,
            Idle = idle,
            Video = VideoOf(progress),
            CommandTime = end.ProcessorTime,
            BusyTime = BusySinceBoot - busyBefore,
        };
    }

    TimeSpan? BusySinceBoot => ProcessorTime.BusySinceBoot(_options.Get<CollectorOptions>().ProcfsPath);

    bool IsFfmpeg => FfmpegArguments.IsFfmpeg(_arguments[0]);

    bool AsksFfmpeg => options.AsksForFrames && IsFfmpeg && !FfmpegArguments.HasProgress(_arguments);

    EncodedVideo? VideoOf(ProgressPipe? progress)
    {
        if (options.Frames is { } frames)
            return EncodedVideo.Given(frames);
        if (progress is not null)
            return EncodedVideo.Of(progress.Last());
        if (options.AsksForFrames && IsFfmpeg)
            return EncodedVideo.Unknown("the command has a -progress of its own; --frames N takes a number that you know");
        if (options.AsksForFrames && _arguments.Skip(1).Any(argument => FfmpegArguments.IsFfmpeg(argument)))
            return EncodedVideo.Unknown("another program starts ffmpeg; put that program before wattd (taskset -c 0 wattd measure -- ffmpeg), or give --frames N");
        return null;
    }

    static IEnumerable<MeasureWarning> NotMeasured(MeterSources sources) =>
        sources.Missing.Select(missing => new MeasureWarning("not-measured", $"{missing.Collector}: {missing.Line}"));

    static IEnumerable<MeasureWarning> FromDaemon(NodeMeter meter) =>
        from collector in meter.Collectors
        where collector.Source is DaemonEnergySource
        select new MeasureWarning("from-daemon",
            $"{collector.Source.Collector}: read from the running daemon, so either end may be one of its samples early");
}
