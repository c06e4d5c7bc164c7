using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Tests.Support;

namespace Wattd.Tests.Settings;

public sealed class SettingRelationsTests
{
    [Fact]
    public async Task AWindowShorterThanTheIntervalIsRefused()
    {
        var run = await CommandLineRun.Of(["--cpu.interval", "2s"], new Dictionary<string, string> { ["WATTD_CPU_WINDOW"] = "1s" });
        Assert.Equal(78, run.ExitCode);
        Assert.Equal(
            ["cpu.window: '1s' (from WATTD_CPU_WINDOW) is shorter than cpu.interval '2s' (from --cpu.interval); allowed is a duration from cpu.interval to 1m"],
            run.ErrorLines);
    }

    [Fact]
    public async Task AWindowAsLongAsTheIntervalIsAllowed() =>
        Assert.Equal(CommandLineRun.DaemonExitCode, (await CommandLineRun.Of(["--cpu.interval=2s", "--cpu.window=2000ms"])).ExitCode);

    [Fact]
    public async Task AnUnsetWindowFollowsALongInterval()
    {
        var run = await CommandLineRun.Of(["--cpu.interval", "5s"]);
        Assert.Equal(TimeSpan.FromSeconds(5), run.Settings?.Options.Get<CpuOptions>().Window);
        Assert.Equal("'5s' (the default)", run.Settings?[CpuSettings.Window].ToString());
    }

    [Fact]
    public async Task ABmcIsNotReadMoreOftenThanEveryFiveSeconds()
    {
        var run = await CommandLineRun.Of(["--wall.interval", "4999ms", "--wall.source", "ipmi"]);
        Assert.Equal(78, run.ExitCode);
        Assert.Equal(
            ["wall.interval: '4999ms' (from --wall.interval) is too short for wall.source 'ipmi' (from --wall.source); allowed is auto or a duration from 5s to 5m"],
            run.ErrorLines);
    }

    [Theory]
    [InlineData("ipmi", "5s")]
    [InlineData("ipmi", "auto")]
    [InlineData("auto", "1s")]
    [InlineData("acpi", "1s")]
    public async Task OtherIntervalsOfTheWallAreAllowed(string source, string interval) => Assert.Equal(
        CommandLineRun.DaemonExitCode, (await CommandLineRun.Of([$"--wall.interval={interval}", $"--wall.source={source}"])).ExitCode);

    [Fact]
    public async Task OneOfTheCollectorsMustBeOn()
    {
        var others = CollectorList.All[1..].ToDictionary(kind => $"WATTD_{kind.Name.ToUpperInvariant()}", kind => kind.Name);
        var run = await CommandLineRun.Of(["--cpu=off"], others.ToDictionary(other => other.Key, _ => "off"));
        Assert.Equal(78, run.ExitCode);
        Assert.Equal(
            [
                $"cpu: 'off' (from --cpu) and {string.Join(" and ", others.Select(other => $"{other.Value} 'off' (from {other.Key})"))} "
                    + "leave nothing to serve; one of them has to be auto or required",
            ],
            run.ErrorLines);
    }
}
