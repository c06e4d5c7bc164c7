using Wattd.Settings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Settings;

public sealed class WrongValueTests
{
    public static TheoryData<string, string> Refused => SettingSamples.Refused;

    // An empty variable counts as unset.
    public static IEnumerable<TheoryDataRow<string, string>> RefusedVariables => Refused.Where(row => row.Data.Item2.Length > 0);

    [Theory, MemberData(nameof(Refused))]
    public async Task AWrongFlagIsOneLineAndCode78(string name, string text)
    {
        var setting = SettingSamples.Setting(name);
        AssertRefused(await CommandLineRun.Of([setting.Flag, text]), setting, text, setting.Flag);
    }

    [Theory, MemberData(nameof(RefusedVariables))]
    public async Task AWrongVariableIsOneLineAndCode78(string name, string text)
    {
        var setting = SettingSamples.Setting(name);
        var environment = new Dictionary<string, string> { [setting.EnvironmentName] = text };
        AssertRefused(await CommandLineRun.Of([], environment), setting, text, setting.EnvironmentName);
    }

    [Theory, MemberData(nameof(Refused))]
    public async Task AWrongValueInTheFileIsOneLineWithItsNumberAndCode78(string name, string text)
    {
        using var folder = new TemporaryFolder();
        var setting = SettingSamples.Setting(name);
        var file = folder.File("wattd.conf");
        // The file's syntax strips the blanks around a value.
        File.WriteAllText(file, "# a comment\n\n" + SettingSamples.InFile(setting, text));
        var line = setting.Section.Length == 0 ? 3 : 4;
        AssertRefused(await CommandLineRun.Of([], defaultFile: file), setting, text.Trim(), $"{file}:{line}");
    }

    [Theory, MemberData(nameof(RefusedVariables))]
    public async Task AnOverriddenWrongValueIsReportedToo(string name, string text)
    {
        var setting = SettingSamples.Setting(name);
        var environment = new Dictionary<string, string> { [setting.EnvironmentName] = text };
        var run = await CommandLineRun.Of([setting.Flag, SettingSamples.Good(name)[0]], environment);
        AssertRefused(run, setting, text, setting.EnvironmentName);
    }

    [Fact]
    public async Task TheLineNamesSettingValueOriginAndAllowedValues()
    {
        var run = await CommandLineRun.Of([], new Dictionary<string, string> { ["WATTD_CPU_INTERVAL"] = "5ms" });
        Assert.Equal(["cpu.interval: '5ms' (from WATTD_CPU_INTERVAL) is not a duration from 10ms to 10s, such as 100ms"], run.ErrorLines);
    }

    [Fact]
    public async Task ADurationWithoutUnitListsTheUnits()
    {
        var run = await CommandLineRun.Of(["--gpu.interval", "5"]);
        Assert.Equal(
            ["gpu.interval: '5' (from --gpu.interval) has no unit (ms, s or m); it must be auto or a duration from 100ms to 5m, such as 1s"],
            run.ErrorLines);
    }

    [Fact]
    public async Task AllFaultsAreReportedTogether()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("wattd.conf");
        File.WriteAllText(file, "[cpu]\nintervall = 5ms\nport = none\n");
        var environment = new Dictionary<string, string> { ["WATTD_GPU_PROT"] = "9505", ["WATTD_LOG_LEVEL"] = "loud" };
        var run = await CommandLineRun.Of(["--simulate=perhaps", "--cpu.window", "20ms"], environment, file);
        Assert.Equal(78, run.ExitCode);
        Assert.Equal(
            [
                $"{file}:2: 'intervall' in [cpu] is not a setting; did you mean interval?",
                "WATTD_GPU_PROT (an environment variable) is not a setting; did you mean WATTD_GPU_PORT?",
                "simulate: 'perhaps' (from --simulate) is not on or off (or true, false, yes, no, 1, 0)",
                $"cpu.port: 'none' (from {file}:3) is not a port number from 1 to 65535",
                "log.level: 'loud' (from WATTD_LOG_LEVEL) is not one of debug, info, warning, error",
                "cpu.window: '20ms' (from --cpu.window) is shorter than cpu.interval '100ms' (the default); allowed is a duration from cpu.interval to 1m",
            ],
            run.ErrorLines);
    }

    static void AssertRefused(CommandLineRun run, Setting setting, string text, string origin)
    {
        Assert.Equal(78, run.ExitCode);
        Assert.Null(run.Settings);
        var line = Assert.Single(run.ErrorLines);
        Assert.StartsWith($"{setting.Name}: {Quoted.Text(text)} (from {origin}) ", line);
        Assert.EndsWith(setting.Allowed, line);
    }
}
