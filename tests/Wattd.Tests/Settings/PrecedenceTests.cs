using Wattd.Collectors.Cpu;
using Wattd.Settings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Settings;

public sealed class PrecedenceTests
{
    public static TheoryData<string> Settings => SettingSamples.Settings;

    [Theory, MemberData(nameof(Settings))]
    public async Task AFlagOverridesTheEnvironmentWhichOverridesTheFile(string name)
    {
        using var folder = new TemporaryFolder();
        var setting = SettingSamples.Setting(name);
        var good = SettingSamples.Good(name);
        var file = folder.File("wattd.conf");
        File.WriteAllText(file, SettingSamples.InFile(setting, good[0]));
        var environment = new Dictionary<string, string> { [setting.EnvironmentName] = good[1] };

        var fromFlag = await CommandLineRun.Of(["run", setting.Flag, good[2]], environment, file);
        Assert.Equal(new SettingValue(setting, good[2], setting.Flag), fromFlag.Settings?[setting]);

        var fromEnvironment = await CommandLineRun.Of([], environment, file);
        Assert.Equal(new SettingValue(setting, good[1], setting.EnvironmentName), fromEnvironment.Settings?[setting]);

        var fromFile = await CommandLineRun.Of([], defaultFile: file);
        var line = setting.Section.Length == 0 ? 1 : 2;
        Assert.Equal(new SettingValue(setting, good[0], $"{file}:{line}"), fromFile.Settings?[setting]);

        var byDefault = await CommandLineRun.Of([]);
        Assert.Equal(new SettingValue(setting, setting.Default, null), byDefault.Settings?[setting]);
    }

    [Theory, MemberData(nameof(Settings))]
    public async Task AValueIsSetInTheOptionsAndChangesNothingElse(string name)
    {
        var setting = SettingSamples.Setting(name);
        var defaults = (await CommandLineRun.Of([])).Settings;
        foreach (var text in SettingSamples.Good(name))
        {
            var run = await CommandLineRun.Of([$"{setting.Flag}={text}"]);
            Assert.Equal(CommandLineRun.DaemonExitCode, run.ExitCode);
            var changes = defaults!.ChangesTo(run.Settings!).Select(change => (change.Setting, change.After.Text));
            Assert.Equal(text == setting.Default ? [] : [(setting, text)], changes);
        }
    }

    [Theory]
    [InlineData("CPU_EXPORTER_PORT", "cpu.port", "WATTD_CPU_PORT")]
    [InlineData("GPU_EXPORTER_PORT", "gpu.port", "WATTD_GPU_PORT")]
    public async Task AnOldVariableOverridesTheFileAndIsOverriddenByTheNewOne(string old, string name, string current)
    {
        using var folder = new TemporaryFolder();
        var setting = SettingSamples.Setting(name);
        var file = folder.File("wattd.conf");
        File.WriteAllText(file, SettingSamples.InFile(setting, "9001"));

        var run = await CommandLineRun.Of([], new Dictionary<string, string> { [old] = "9002" }, file);
        Assert.Equal(new SettingValue(setting, "9002", old), run.Settings?[setting]);

        run = await CommandLineRun.Of([], new Dictionary<string, string> { [old] = "9002", [current] = "9003" }, file);
        Assert.Equal(new SettingValue(setting, "9003", current), run.Settings?[setting]);
    }

    [Fact]
    public async Task AnEmptyVariableCountsAsUnset()
    {
        var run = await CommandLineRun.Of([], new Dictionary<string, string> { ["WATTD_CPU_PORT"] = "", ["CPU_EXPORTER_PORT"] = "" });
        Assert.Equal(9500, run.Settings?.Options.Get<CpuOptions>().Port);
    }

    [Fact]
    public async Task TheFileOfAFlagOverridesTheOneOfTheEnvironment()
    {
        using var folder = new TemporaryFolder();
        var (byFlag, byVariable) = (folder.File("flag.conf"), folder.File("variable.conf"));
        File.WriteAllText(byFlag, "[cpu]\nport = 9001\n");
        File.WriteAllText(byVariable, "[cpu]\nport = 9002\n");
        var environment = new Dictionary<string, string> { ["WATTD_CONFIG_FILE"] = byVariable };

        Assert.Equal(9001, (await CommandLineRun.Of(["--config.file", byFlag], environment)).Settings?.Options.Get<CpuOptions>().Port);
        var run = await CommandLineRun.Of([], environment);
        Assert.Equal(9002, run.Settings?.Options.Get<CpuOptions>().Port);
        Assert.Equal(byVariable, run.Settings?[SettingTable.ConfigFile].Text);
    }
}
