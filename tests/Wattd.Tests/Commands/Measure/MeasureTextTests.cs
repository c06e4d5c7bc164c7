using Wattd.Commands.Measure.Report;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.MadeUpRun;

namespace Wattd.Tests.Commands.Measure;

public class MeasureTextTests
{
    static MeasuredRun Encode(int number) => MadeUpRun.Of(
        Used(Package, 5821.4, 61.24, 118.3), Used(Dram, 412.7, 61.24, 7.9), Used(Platform, 9100, 61.24, 180), Used(Gpu, 2204.5, 61.24, 36.4)) with
    {
        Number = number,
        Idle = MadeUpRun.Idle(0.4, (Package, 44), (Dram, 5), (Platform, 100), (Gpu, 36)),
        Video = EncodedVideo.Of(MadeUpRun.Progress(3600, 60)),
        CommandTime = TimeSpan.FromSeconds(718.2),
        BusyTime = TimeSpan.FromSeconds(734.4),
    };

    static MeasureReport Report(params MeasuredRun[] runs) => new()
    {
        Version = "1.0.0",
        Command = ["ffmpeg", "-i", "in put.mp4", "-c:v", "libx264", "out.mp4"],
        Sources = [("cpu", "hardware"), ("gpu", "hardware")],
        Idle = runs[0].Idle,
        Runs = [.. runs],
        Warnings = [.. runs.SelectMany(RunWarnings.Of)],
    };

    [Fact]
    public void OneRunIsATableOfComponentsAndTheFrames() => Golden.Check("tests/Wattd.Tests/Commands/Measure/Golden/one-run.txt", MeasureText.Of(Report(Encode(1))));

    [Fact]
    public void SeveralRunsAreATableOfRuns() => Golden.Check("tests/Wattd.Tests/Commands/Measure/Golden/three-runs.txt", MeasureText.Of(Report(
        Encode(1), Encode(2) with { Duration = TimeSpan.FromSeconds(62) }, Encode(3) with { ExitCode = 1, Duration = TimeSpan.FromSeconds(1) })));

    [Fact]
    public void NothingMeasuredIsSaid() => Assert.Contains("nothing was measured but time\n", MeasureText.Of(Report(MadeUpRun.Of(3))), StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void NoLineIsWiderThanAHundredColumns(int runs)
    {
        var report = Report([.. Enumerable.Range(1, runs).Select(Encode)]) with { Command = [.. Enumerable.Repeat("ffmpeg\u001b[31m", 40)] };
        Assert.All(MeasureText.Of(report).Split('\n'), line => Assert.True(line.Length <= 100, line));
        Assert.DoesNotContain('\u001b', MeasureText.Of(report));
    }
}
