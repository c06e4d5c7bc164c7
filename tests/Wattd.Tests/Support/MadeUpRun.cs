using System.Collections.Immutable;
using Wattd.Collectors;
using Wattd.Commands.Measure.Meters;
using Wattd.Commands.Measure.Report;
using Wattd.Ffmpeg;

namespace Wattd.Tests.Support;

/// <summary>A run of <c>wattd measure</c> with chosen figures.</summary>
static class MadeUpRun
{
    public static readonly Component Package = new("cpu", "CPU package 0", [("zone", "package_0"), ("package", "0")]);
    public static readonly Component Dram = new("dram", "DRAM package 0", [("package", "0")]);
    public static readonly Component Platform = new("psys", "platform (psys)", []) { IsInSum = false };
    public static readonly Component Gpu = new("gpu", "GPU 01:00.0 NVIDIA L40S", [("gpu_id", "00000000:01:00.0"), ("gpu_uuid", "GPU-1"), ("gpu_name", "NVIDIA L40S")]);

    /// <summary>A component that used this much.</summary>
    public static MeasuredComponent Used(Component component, double joules, double seconds, double? peakWatts = null) => new(
        component, Energy.FromJoules(joules), TimeSpan.FromSeconds(seconds), peakWatts is { } watts ? new Power(watts) : null,
        IsIntegrated: false, Steps: 612, IsLost: false);

    /// <summary>A run of these components; a minute and a bit, exit code 0.</summary>
    public static MeasuredRun Of(params ImmutableArray<MeasuredComponent> components) => Of(61.24, components);

    /// <inheritdoc cref="Of(ImmutableArray{MeasuredComponent})"/>
    public static MeasuredRun Of(double seconds, params ImmutableArray<MeasuredComponent> components) => new()
    {
        Number = 1,
        Started = new DateTimeOffset(2026, 11, 25, 22, 0, 0, TimeSpan.Zero),
        Duration = TimeSpan.FromSeconds(seconds),
        ExitCode = 0,
        Span = new MeasuredSpan(components, new Power(162), []),
    };

    /// <summary>The idle power that was measured for five seconds before.</summary>
    public static IdlePower Idle(double deviation, params ImmutableArray<(Component Component, double Watts)> components)
    {
        var seconds = deviation / Math.Sqrt(2);
        var sum = components.Where(component => component.Component.IsInSum).Sum(component => component.Watts);
        return IdlePower.Of(
            new MeasuredSpan([.. components.Select(component => Used(component.Component, 5 * component.Watts, 5))], null, []),
            TimeSpan.FromSeconds(5), [sum - seconds, sum + seconds])!;
    }

    /// <summary>The last report of an ffmpeg that encodes.</summary>
    public static ProgressBlock Progress(long frames, double seconds, int outputs = 1, int copied = 0) => new()
    {
        Frames = frames,
        MediaTime = TimeSpan.FromSeconds(seconds),
        VideoOutputs = outputs,
        CopiedOutputs = copied,
        DroppedFrames = 0,
        DuplicatedFrames = 0,
        IsLast = true,
    };
}
