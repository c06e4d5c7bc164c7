using Wattd.Commands.Measure.Meters;
using Wattd.Commands.Measure.Report;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.MadeUpRun;

namespace Wattd.Tests.Commands.Measure;

public class RunWarningsTests
{
    static readonly MeasuredRun Quiet = MadeUpRun.Of(60, Used(Package, 6000, 60), Used(Gpu, 2000, 60)) with
    {
        CommandTime = TimeSpan.FromSeconds(110),
        BusyTime = TimeSpan.FromSeconds(112),
        Video = EncodedVideo.Of(MadeUpRun.Progress(3600, 60)),
    };

    static string[] Names(MeasuredRun run) => [.. RunWarnings.Of(run).Select(warning => warning.Name)];

    static MeasuredRun With(MeasuredComponent component) => Quiet with { Span = Quiet.Span with { Components = [component] } };

    [Fact]
    public void ACleanRunHasNone() => Assert.Empty(Names(Quiet));

    [Fact]
    public void AShortRunIsUncertain() => Assert.Equal(["short-window"], Names(Quiet with { Duration = TimeSpan.FromSeconds(1.9) }));

    [Fact]
    public void ACounterThatAdvancedAFewTimesIsUncertain() => Assert.Equal(["few-gpu-steps"], Names(With(Used(Gpu, 100, 60) with { Steps = 9 })));

    [Fact]
    public void IntegratedEnergyIsSaidToBe() => Assert.Equal(["counter-integrated"], Names(With(Used(Gpu, 100, 60) with { IsIntegrated = true, Steps = 9 })));

    [Fact]
    public void ALostZoneAndALostGpuAreSaidToBe()
    {
        Assert.Equal(["zone-vanished"], Names(With(Used(Package, 100, 60) with { IsLost = true })));
        Assert.Equal(["gpu-lost"], Names(With(Used(Gpu, 100, 60) with { IsLost = true })));
    }

    [Fact]
    public void TroubleWithACounterIsSaid() => Assert.Equal(["counter-trouble"],
        Names(Quiet with { Span = Quiet.Span with { Failures = [("cpu", "counter_reset", 2)] } }));

    [Fact]
    public void LessThanIdleIsSaid() => Assert.Equal(["negative-above-idle"], Names(Quiet with { Idle = new IdlePower(200) }));

    [Fact]
    public void NeighboursThatWorkAreNamedWithTheShareOfTheCommand()
    {
        var warning = Assert.Single(RunWarnings.Of(Quiet with { CommandTime = TimeSpan.FromSeconds(56) }));
        Assert.Equal("busy-neighbours", warning.Name);
        Assert.Contains("others used 50 % of the processor time", warning.Line, StringComparison.Ordinal);
        Assert.Contains("3000.0 J of packages and DRAM are the command's", warning.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void ACommandThatWaitsForNothingElseHasNoNeighbours() =>
        Assert.Empty(Names(Quiet with { CommandTime = TimeSpan.FromSeconds(0.01), BusyTime = TimeSpan.FromSeconds(3) }));

    [Fact]
    public void ACommandThatLetsOthersWorkIsSaidTo() =>
        Assert.Equal(["work-elsewhere"], Names(Quiet with { CommandTime = TimeSpan.FromSeconds(0.1) }));

    [Fact]
    public void UnknownFramesHaveTheirReason()
    {
        var warning = Assert.Single(RunWarnings.Of(Quiet with { Video = EncodedVideo.Unknown("the reason") }));
        Assert.Equal(new MeasureWarning("frames-unknown", "the reason", 1), warning);
    }

    [Fact]
    public void ProgressThatStopsIsIncomplete() => Assert.Equal(["progress-incomplete"],
        Names(Quiet with { Video = EncodedVideo.Of(MadeUpRun.Progress(3600, 60) with { IsLast = false }) }));

    [Fact]
    public void AnIdlePowerThatVariesIsUncertain()
    {
        Assert.Equal("idle-unsteady", Assert.Single(RunWarnings.Of(MadeUpRun.Idle(3.5, (Package, 100)))).Name);
        Assert.Empty(RunWarnings.Of(MadeUpRun.Idle(2.5, (Package, 100))));
        Assert.Empty(RunWarnings.Of(new IdlePower(85)));
        Assert.Empty(RunWarnings.Of((IdlePower?)null));
    }
}
