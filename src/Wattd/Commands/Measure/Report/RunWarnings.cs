using System.Globalization;
using Wattd.Commands.Measure.Meters;

namespace Wattd.Commands.Measure.Report;

/// <summary>Finds what to know before the figures of a run are used.</summary>
static class RunWarnings
{
    /// <summary>Below this, an edge that is one step of a counter off is more than a few percent.</summary>
    static readonly TimeSpan ShortRun = TimeSpan.FromSeconds(2);

    // /proc/stat counts in steps of 10 ms for each processor.
    static readonly TimeSpan LeastForShare = TimeSpan.FromSeconds(1);

    const int FewSteps = 10;
    const double MostOfOthers = 0.1, LeastOfCommand = 0.05;

    // In processors: less work than this by others does not show in the figures.
    const double NoticeableLoad = 0.1, RealWork = 0.5;

    const double MostDeviation = 0.03;

    /// <summary>The warnings of one run.</summary>
    /// <param name="run">The run.</param>
    public static IEnumerable<MeasureWarning> Of(MeasuredRun run) =>
        OfEnergy(run).Concat(OfProcessors(run)).Concat(OfVideo(run)).Select(warning => warning with { Run = run.Number });

    /// <summary>The warnings about the idle power.</summary>
    public static IEnumerable<MeasureWarning> Of(IdlePower? idle)
    {
        if (idle is { Deviation: { } deviation } && deviation > MostDeviation * idle.Watts)
        {
            yield return new("idle-unsteady",
                Line($"the idle power varied by {deviation:0.0} W around {idle.Watts:0.0} W: something else was running, so what is above idle is uncertain"));
        }
    }

    static IEnumerable<MeasureWarning> OfEnergy(MeasuredRun run)
    {
        if (run.Duration < ShortRun && run.Summed.Any())
            yield return new("short-window", Line($"the run took {run.Duration.TotalMilliseconds:0} ms: a few percent of its energy can be missing or too much at either end"));
        foreach (var component in run.Span.Components)
        {
            if (component.IsLost)
                yield return Lost(component);
            if (component.IsIntegrated)
                yield return new("counter-integrated", $"{component.Component.Title} has no energy counter: its joules are integrated from its power");
            else if (component.Component.Kind == "gpu" && component.Steps < FewSteps && component.Energy.Microjoules > 0)
                yield return new("few-gpu-steps", $"the counter of {component.Component.Title} was seen to advance only {component.Steps} times in the run: its joules are uncertain by about one part in as many");
        }
        foreach (var (collector, reason, count) in run.Span.Failures)
            yield return new("counter-trouble", $"{collector}: {reason} {count} times in the run; the energy of that time may be missing");
        if (run.AboveIdle < 0)
            yield return new("negative-above-idle", "the machine drew less in the run than idle before: the idle power was not idle");
    }

    static MeasureWarning Lost(MeasuredComponent component) => new(
        component.Component.Kind == "gpu" ? "gpu-lost" : "zone-vanished",
        $"{component.Component.Title} could not be read at the end: its figures stop {component.Span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s after the start");

    static IEnumerable<MeasureWarning> OfProcessors(MeasuredRun run)
    {
        if (run is not { CommandTime: { } command, BusyTime: { } busy, Share: { } share } || !run.Summed.Any() || run.Duration < LeastForShare)
            yield break;
        if (share < LeastOfCommand && busy / run.Duration > RealWork)
        {
            yield return new("work-elsewhere",
                Line($"the command used {100 * share:0.0} % of the processor time spent: a daemon, a container or a unit did the work for it, or others did theirs"));
        }
        else if (1 - share > MostOfOthers && (busy - command) / run.Duration > NoticeableLoad)
        {
            var attributed = run.AttributedJoules is { } joules ? Line($"; by processor time, {Numbers.Amount(joules)} J of packages and DRAM are the command's") : "";
            yield return new("busy-neighbours",
                Line($"others used {100 * (1 - share):0} % of the processor time spent: the totals hold theirs too{attributed}"));
        }
    }

    static IEnumerable<MeasureWarning> OfVideo(MeasuredRun run)
    {
        if (run.Video?.WhyUnknown is { } reason)
            yield return new("frames-unknown", reason);
        if (run.Video?.Progress is { IsLast: false })
            yield return new("progress-incomplete", "ffmpeg was killed before its last report: up to half a second of frames is missing");
    }

    static string Line(FormattableString text) => FormattableString.Invariant(text);
}
