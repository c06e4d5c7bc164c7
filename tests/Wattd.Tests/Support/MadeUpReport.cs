using System.Text;
using Wattd.Collectors;
using Wattd.Commands.Measure.Meters;
using Wattd.Commands.Measure.Report;
using Wattd.Ffmpeg;

namespace Wattd.Tests.Support;

/// <summary>Reports of <c>wattd measure</c> that nobody measured.</summary>
static class MadeUpReport
{
    /// <summary>A package, its memory, the platform and the power meter that contain them, and a GPU.</summary>
    public static readonly Component
        Package = MadeUpRun.Package,
        Memory = MadeUpRun.Dram,
        Platform = MadeUpRun.Platform,
        Wall = new("wall", "wall (acpi0)", [("source", "acpi"), ("meter", "acpi0")]) { IsInSum = false },
        Gpu = MadeUpRun.Gpu;

    /// <summary>The idle power of a span of ten seconds in which each component draws some watts.</summary>
    public static IdlePower MeasuredIdle(double watts, params Component[] components) =>
        IdlePower.Of(Span(TimeSpan.FromSeconds(10), watts * components.Length * 10, components), TimeSpan.FromSeconds(10), [watts, watts + 1])!;

    /// <summary>One run in which its components used the same energy each.</summary>
    public static MeasuredRun Run(double seconds = 10, double joules = 1000, long? frames = null, IdlePower? idle = null, int exitCode = 0, params Component[] components) => new()
    {
        Number = 1,
        Started = new DateTimeOffset(2026, 11, 25, 22, 0, 0, TimeSpan.Zero),
        Duration = TimeSpan.FromSeconds(seconds),
        ExitCode = exitCode,
        Span = Span(TimeSpan.FromSeconds(seconds), joules, components),
        Idle = idle,
        Video = frames is { } known ? EncodedVideo.Of(Progress(known)) : null,
        CommandTime = TimeSpan.FromSeconds(2 * seconds),
        BusyTime = TimeSpan.FromSeconds(3 * seconds),
    };

    /// <summary>What an ffmpeg reports last after it has encoded frames at 30 fps for one output.</summary>
    public static ProgressBlock Progress(long frames) => new()
    {
        Frames = frames,
        MediaTime = TimeSpan.FromSeconds(frames / 30.0),
        DroppedFrames = 1,
        DuplicatedFrames = 2,
        Bytes = 1000,
        VideoOutputs = 1,
        IsLast = true,
    };

    /// <summary>A report of runs, numbered.</summary>
    public static MeasureReport Of(params MeasuredRun[] runs) => new()
    {
        Version = "1.2.3",
        Command = ["ffmpeg", "-i", "in.mp4", "out.mp4"],
        Sources = [("cpu", "hardware"), ("gpu", "daemon")],
        Idle = runs[0].Idle,
        Runs = [.. runs.Select((run, i) => run with { Number = i + 1 })],
    };

    /// <summary>A report as <c>wattd measure --json</c> writes it.</summary>
    public static string Written(MeasureReport report)
    {
        using var text = new MemoryStream();
        MeasureJson.Write(report, text);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    static MeasuredSpan Span(TimeSpan duration, double joules, Component[] components) => new(
        [.. components.Select(component => new MeasuredComponent(
            component, Energy.FromJoules(joules / components.Length), duration, new Power(joules / duration.TotalSeconds), IsIntegrated: false, Steps: 100, IsLost: false))],
        components.Length == 0 ? null : new Power(joules / duration.TotalSeconds),
        []);
}
