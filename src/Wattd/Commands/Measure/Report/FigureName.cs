using System.Collections.Immutable;

namespace Wattd.Commands.Measure.Report;

/// <summary>A figure of a run that can be compared.</summary>
/// <param name="Json">Its name in the document.</param>
/// <param name="Title">Its name for people, with the unit.</param>
/// <param name="In">Its value in a run; null if the run has none.</param>
sealed record FigureName(string Json, string Title, Func<MeasuredRun, double?> In)
{
    /// <summary>Whether it has a column in the table of runs. The default is true.</summary>
    public bool HasColumn { get; private init; } = true;

    /// <summary>Every figure, in the order in which they are shown.</summary>
    public static readonly ImmutableArray<FigureName> All =
    [
        new("duration_seconds", "seconds", run => run.Duration.TotalSeconds),
        new("joules", "joules", run => run.Joules),
        new("mean_watts", "mean W", run => run.MeanWatts),
        new("peak_watts", "peak W", run => run.PeakWatts),
        new("above_idle_joules", "above idle J", run => run.AboveIdle),
        new("joules_per_frame", "J/frame", run => run.PerFrame(run.Joules)),
        new("above_idle_joules_per_frame", "above idle J/frame", run => run.PerFrame(run.AboveIdle)) { HasColumn = false },
        new("watt_hours_per_video_hour", "Wh/h of video", run => run.WattHoursPerVideoHour(run.Joules)),
        new("fps", "fps", run => run.Fps),
        new("command_cpu_seconds", "processor s", run => run.CommandTime?.TotalSeconds) { HasColumn = false },
    ];
}
