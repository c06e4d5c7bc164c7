using Wattd.Daemon;
using Wattd.Tests.Support;

namespace Wattd.Tests.Commands.Measure;

public class MeasureFlagsTests
{
    [Fact]
    public async Task TheCommandIsWhatFollowsTheDashes()
    {
        var run = await CommandLineRun.Of(["measure", "--", "ffmpeg", "-i", "in.mp4", "--json", "--", "-"]);
        Assert.Equal(CommandLineRun.MeasureExitCode, run.ExitCode);
        Assert.Equal(["ffmpeg", "-i", "in.mp4", "--json", "--", "-"], run.Measure!.Command);
        Assert.False(run.Measure.IsJson);
        Assert.Equal(1, run.Measure.Runs);
        Assert.True(run.Measure.AsksForFrames);
    }

    [Fact]
    public async Task FlagsAndSettingsAreBeforeTheDashes()
    {
        var run = await CommandLineRun.Of(
        [
            "measure", "--json", "--output", "r.json", "--idle", "5s", "--repeat", "3", "--cooldown", "1m", "--frames", "1500", "--require", "cpu,gpu",
            "--path.sysfs", "/tree", "--", "true",
        ]);
        var options = run.Measure!;
        Assert.True(options.IsJson);
        Assert.Equal("r.json", options.Output);
        Assert.Equal(TimeSpan.FromSeconds(5), options.IdleTime);
        Assert.Equal(3, options.Runs);
        Assert.Equal(TimeSpan.FromMinutes(1), options.Cooldown);
        Assert.Equal(1500, options.Frames);
        Assert.False(options.AsksForFrames);
        Assert.Equal(["cpu", "gpu"], options.Required);
    }

    [Fact]
    public async Task TheIdlePowerMayBeGiven()
    {
        Assert.Equal(62.5, (await CommandLineRun.Of(["measure", "--idle", "62.5W", "--", "true"])).Measure!.IdleWatts);
        Assert.Equal(1200, (await CommandLineRun.Of(["measure", "--idle", "1.2kW", "--", "true"])).Measure!.IdleWatts);
        Assert.Null((await CommandLineRun.Of(["measure", "--idle", "none", "--", "true"])).Measure!.IdleTime);
        Assert.False((await CommandLineRun.Of(["measure", "--frames", "off", "--", "true"])).Measure!.AsksForFrames);
    }

    [Theory]
    [InlineData("measure needs the command to measure, after --", "measure")]
    [InlineData("--idle: '5' is not a duration from 1s to 10m, such as 5s, a power such as 62W, or none", "measure", "--idle", "5", "--", "true")]
    [InlineData("--idle: '-3W' is not", "measure", "--idle", "-3W", "--", "true")]
    [InlineData("--repeat: '0' is not a number from 1 to 1000", "measure", "--repeat", "0", "--", "true")]
    [InlineData("--frames: 'many' is not auto, off or a number of frames", "measure", "--frames", "many", "--", "true")]
    [InlineData("--require: 'fan' is not one of cpu, gpu", "measure", "--require", "cpu,fan", "--", "true")]
    [InlineData("--cooldown needs --idle", "measure", "--cooldown", "10s", "--", "true")]
    [InlineData("--cooldown: '10' is not a duration", "measure", "--idle", "5s", "--cooldown", "10", "--", "true")]
    public async Task AWrongFlagIsOneLineAndTheCommandIsNotStarted(string line, params string[] arguments)
    {
        var run = await CommandLineRun.Of(arguments);
        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.Null(run.Measure);
        Assert.StartsWith($"wattd: {line}", run.ErrorLines[0], StringComparison.Ordinal);
    }
}
