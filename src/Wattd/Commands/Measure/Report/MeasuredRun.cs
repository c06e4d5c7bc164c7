using System.Collections.Immutable;
using Wattd.Collectors;
using Wattd.Commands.Measure.Meters;

namespace Wattd.Commands.Measure.Report;

/// <summary>One run of the command, and what was measured meanwhile.</summary>
sealed record MeasuredRun
{
    // The components that processor time is a share of.
    static readonly string[] OfProcessors = ["cpu", "dram"];

    /// <summary>Its number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>When it started, for people.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>From the start of the command to its end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The exit code of the command, as a shell shows it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The signal that ended it: <c>SIGTERM</c>; null if it exited.</summary>
    public string? Signal { get; init; }

    /// <summary>The energy.</summary>
    public required MeasuredSpan Span { get; init; }

    /// <summary>The idle power; null if it is unknown.</summary>
    public IdlePower? Idle { get; init; }

    /// <summary>The frames; null where they were not asked for.</summary>
    public EncodedVideo? Video { get; init; }

    /// <summary>The processor time of the command and the processes that it waited for.</summary>
    public TimeSpan? CommandTime { get; init; }

    /// <summary>The processor time of the whole machine meanwhile.</summary>
    public TimeSpan? BusyTime { get; init; }

    /// <summary>The processors of the machine.</summary>
    public int Processors { get; init; } = Environment.ProcessorCount;

    /// <summary>The components that are in the sum.</summary>
    public IEnumerable<MeasuredComponent> Summed => Span.Components.Where(component => component.Component.IsInSum);

    /// <summary>The kinds of component in the sum: <c>cpu</c>, <c>dram</c>, <c>gpu</c>.</summary>
    public ImmutableArray<string> Covers => [.. Summed.Select(component => component.Component.Kind).Distinct()];

    /// <summary>The sum, in joules; null if nothing was measured.</summary>
    public double? Joules => Summed.Any() ? Summed.Sum(component => component.Energy.Joules) : null;

    /// <summary>The mean power of the sum, in watts.</summary>
    public double? MeanWatts => Summed.Any(component => component.Span > TimeSpan.Zero) ? Summed.Sum(MeanWattsOf) : null;

    /// <summary>The highest sum over one second, in watts.</summary>
    public double? PeakWatts => Span.Peak?.Watts;

    /// <summary>What the run used above idle, in joules; negative if the idle power was higher.</summary>
    public double? AboveIdle => Idle switch
    {
        null => null,
        { Measured: null } idle => Joules - (idle.Watts * Duration.TotalSeconds),
        _ => Summed.Sum(component => AboveIdleOf(component)),
    };

    /// <summary>The part of the machine's processor time that the command used, 0 to 1.</summary>
    public double? Share => CommandTime is { } command && BusyTime is { } busy && busy > TimeSpan.Zero
        ? Math.Min(1, command / busy)
        : null;

    /// <summary>The energy of the processors and their memory, above idle where that is known, by processor time.</summary>
    public double? AttributedJoules
    {
        get
        {
            MeasuredComponent[] components = [.. Summed.Where(component => OfProcessors.Contains(component.Component.Kind))];
            return components.Length == 0 || Share is not { } share
                ? null
                : share * components.Sum(component => AboveIdleOf(component) is { } above ? Math.Max(0, above) : component.Energy.Joules);
        }
    }

    /// <summary>Frames for each second of the run.</summary>
    public double? Fps => Video is { IsEncoded: true, Frames: { } frames } && Duration > TimeSpan.Zero ? frames / Duration.TotalSeconds : null;

    /// <summary>Media time for each second of the run.</summary>
    public double? Speed => Video?.MediaTime is { } media && Duration > TimeSpan.Zero ? media / Duration : null;

    /// <summary>An amount of energy for each frame.</summary>
    public double? PerFrame(double? joules) => Video is { IsEncoded: true, Frames: { } frames } ? joules / frames : null;

    /// <summary>An amount of energy for each second of video.</summary>
    public double? PerVideoSecond(double? joules) => Video?.MediaTime is { } media ? joules / media.TotalSeconds : null;

    /// <summary>An amount of energy for each hour of video, in watt-hours: as many as joules for each second.</summary>
    public double? WattHoursPerVideoHour(double? joules) => PerVideoSecond(joules);

    /// <summary>The mean power of a component, in watts; 0 where only one reading was taken.</summary>
    public static double MeanWattsOf(MeasuredComponent component) =>
        component.Span > TimeSpan.Zero ? Power.Mean(component.Energy, component.Span).Watts : 0;

    /// <summary>
    /// What a component used above its idle power, which is stretched to the time that it was measured; null if its idle power
    /// is unknown.
    /// </summary>
    public double? AboveIdleOf(MeasuredComponent component) =>
        Idle?.Components.TryGetValue(component.Component, out var watts) == true
            ? component.Energy.Joules - (watts * component.Span.TotalSeconds)
            : null;
}
