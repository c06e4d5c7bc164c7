using Wattd.Collectors.Cpu;
using Wattd.Commands;
using Wattd.Daemon;
using Wattd.Settings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Settings;

public sealed class LoadedSettingsTests
{
    [Fact]
    public void LoadingAgainShowsWhatChangedInTheFileAndWhatCanChangeAtRunTime()
    {
        using var folder = new TemporaryFolder();
        var request = new SettingsRequest { Table = WattdSettings.Table, DefaultFile = folder.File("wattd.conf") };
        File.WriteAllText(request.DefaultFile, "[cpu]\ninterval = 1s\n[log]\nlevel = info\n");
        var before = SettingsLoader.Load(request);

        File.WriteAllText(request.DefaultFile, "[cpu]\ninterval = 1000ms\nport = 9600\n[log]\nlevel = debug\n");
        var after = SettingsLoader.Load(before.Request);

        var changes = before.ChangesTo(after).ToList();
        Assert.Equal([CpuSettings.Port, LogSettings.Level], changes.Select(change => change.Setting));
        Assert.Equal(["9600", "debug"], changes.Select(change => change.After.Text));
        Assert.Equal([false, true], changes.Select(change => change.Setting.Reloadable));
    }

    [Fact]
    public void NothingIsLoadedFromAFileThatHasAFault()
    {
        using var folder = new TemporaryFolder();
        var request = new SettingsRequest { Table = WattdSettings.Table, DefaultFile = folder.File("wattd.conf") };
        File.WriteAllText(request.DefaultFile, "[cpu]\nport = 9600\ninterval = soon\n");

        var exception = Assert.Throws<ConfigurationException>(() => SettingsLoader.Load(request));
        Assert.Equal(SettingsLoader.Examine(request).Errors, exception.Lines);
        Assert.Single(exception.Lines);
    }

    [Fact]
    public void ExaminedSettingsHaveTheValidValuesAndDefaultsForTheRest()
    {
        using var folder = new TemporaryFolder();
        var request = new SettingsRequest { Table = WattdSettings.Table, DefaultFile = folder.File("wattd.conf") };
        File.WriteAllText(request.DefaultFile, "[cpu]\nport = 9600\ninterval = soon\nport 9700\n");

        var options = SettingsLoader.Examine(request).Settings.Options;
        Assert.Equal(WattdSettings.Table.Defaults.With<CpuOptions>(cpu => cpu with { Port = 9600 }), options);
    }

    [Fact]
    public void OnlyTheLogLevelCanChangeAtRunTime() =>
        Assert.Equal([LogSettings.Level], WattdSettings.Table.All.Where(setting => setting.Reloadable));
}
