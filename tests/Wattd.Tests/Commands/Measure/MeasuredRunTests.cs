using CsCheck;
using Wattd.Commands.Measure.Report;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.MadeUpRun;

namespace Wattd.Tests.Commands.Measure;

public class MeasuredRunTests
{
    [Fact]
    public void TheSumLeavesOutWhatContainsTheOthers()
    {
        var run = MadeUpRun.Of(10, Used(Package, 500, 10), Used(Dram, 50, 10), Used(Platform, 900, 10), Used(Gpu, 300, 10));
        Assert.Equal(850, run.Joules);
        Assert.Equal(85, run.MeanWatts);
        Assert.Equal(["cpu", "dram", "gpu"], run.Covers);
    }

    [Fact]
    public void TheIdlePowerIsStretchedToTheRun()
    {
        var run = MadeUpRun.Of(61.24, Used(Package, 5821.4, 61.24)) with { Idle = MadeUpRun.Idle(0.4, (Package, 44)) };
        Assert.Equal(5821.4 - (44 * 61.24), run.AboveIdle!.Value, 9);
    }

    /// <summary>Watt-hours of runs of different lengths were subtracted by a tool that wattd replaces: it found +0.4684 Wh here.</summary>
    [Fact]
    public void ARunThatDrewLessThanIdleIsNegativeAboveIdle()
    {
        var run = MadeUpRun.Of(300, Used(Package, 83.39 * 300, 300)) with { Idle = new IdlePower(85) };
        Assert.Equal(-0.134, run.AboveIdle!.Value / 3600, 3);
    }

    [Fact]
    public void AnIdlePowerThatIsGivenIsOneOfTheSum()
    {
        var run = MadeUpRun.Of(10, Used(Package, 500, 10), Used(Gpu, 300, 10)) with { Idle = new IdlePower(62) };
        Assert.Equal(180, run.AboveIdle);
        Assert.All(run.Span.Components, component => Assert.Null(run.AboveIdleOf(component)));
    }

    [Fact]
    public void ForAnyRunTheComponentsAboveIdleAddUpToTheSum() =>
        Gen.Select(Gen.Double[0, 1e6], Gen.Double[0, 1e6], Gen.Double[0, 1e3], Gen.Double[0, 1e3], Gen.Double[0.01, 1e5]).Sample((package, gpu, idlePackage, idleGpu, seconds) =>
        {
            var run = MadeUpRun.Of(seconds, Used(Package, package, seconds), Used(Gpu, gpu, seconds)) with
            {
                Idle = MadeUpRun.Idle(0, (Package, idlePackage), (Gpu, idleGpu)),
            };
            var expected = package + gpu - ((idlePackage + idleGpu) * seconds);
            return Math.Abs(run.AboveIdle!.Value - expected) <= 1e-6 * (1 + seconds + Math.Abs(package + gpu) + ((idlePackage + idleGpu) * seconds))
                && Math.Abs(run.AboveIdle.Value - run.Span.Components.Sum(component => run.AboveIdleOf(component)!.Value)) <= 1e-9 * (1 + package + gpu + ((idlePackage + idleGpu) * seconds));
        });

    [Fact]
    public void EnergyIsDividedByTheFramesAndTheVideo()
    {
        var run = MadeUpRun.Of(61.24, Used(Package, 8438.6, 61.24)) with { Video = EncodedVideo.Of(MadeUpRun.Progress(3600, 60)) };
        Assert.Equal(8438.6 / 3600, run.PerFrame(run.Joules)!.Value, 9);
        Assert.Equal(8438.6 / 60, run.PerVideoSecond(run.Joules)!.Value, 9);
        // Joules for a second are watt-hours for an hour.
        Assert.Equal(8438.6 / 60, run.WattHoursPerVideoHour(run.Joules)!.Value, 9);
        Assert.Equal(3600 / 61.24, run.Fps!.Value, 9);
        Assert.Equal(60 / 61.24, run.Speed!.Value, 9);
    }

    [Fact]
    public void ACopiedStreamHasFramesAndNoEnergyForThem()
    {
        var run = MadeUpRun.Of(Used(Package, 100, 10)) with { Video = EncodedVideo.Of(MadeUpRun.Progress(3600, 60, outputs: 1, copied: 1)) };
        Assert.Equal(3600, run.Video!.Frames);
        Assert.Null(run.PerFrame(run.Joules));
        Assert.Null(run.PerVideoSecond(run.Joules));
        Assert.Null(run.Fps);
    }

    [Fact]
    public void AudioAloneHasNoFramesAndNoWarning()
    {
        var video = EncodedVideo.Of(MadeUpRun.Progress(0, 60, outputs: 0) with { Frames = null });
        Assert.False(video.IsEncoded);
        Assert.Null(video.WhyUnknown);
    }

    [Fact]
    public void TheShareOfTheCommandIsItsProcessorTimeAndNeverMoreThanAll()
    {
        var run = MadeUpRun.Of(10, Used(Package, 500, 10), Used(Dram, 50, 10), Used(Gpu, 300, 10)) with
        {
            CommandTime = TimeSpan.FromSeconds(15),
            BusyTime = TimeSpan.FromSeconds(20),
        };
        Assert.Equal(0.75, run.Share);
        Assert.Equal(0.75 * 550, run.AttributedJoules);
        Assert.Equal(0.75 * (550 - 300), (run with { Idle = MadeUpRun.Idle(0, (Package, 28), (Dram, 2), (Gpu, 30)) }).AttributedJoules);
        Assert.Equal(1, (run with { CommandTime = TimeSpan.FromSeconds(21) }).Share);
        Assert.Null((run with { BusyTime = TimeSpan.Zero }).Share);
    }

    [Fact]
    public void WhatIsNotMeasuredIsUnknown()
    {
        var run = MadeUpRun.Of(10) with { Idle = new IdlePower(85) };
        Assert.Null(run.Joules);
        Assert.Null(run.MeanWatts);
        Assert.Null(run.AboveIdle);
        Assert.Null(run.AttributedJoules);
    }
}
