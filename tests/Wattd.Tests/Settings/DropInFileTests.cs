using Wattd.Collectors.Cpu;
using Wattd.Commands.Check;
using Wattd.Tests.Support;

namespace Wattd.Tests.Settings;

/// <summary>The files of <c>wattd.conf.d</c>, next to the configuration file.</summary>
public sealed class DropInFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string ConfigurationFile => _folder.File("wattd.conf");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheyOverrideTheFileAndOneAnotherInTheOrderOfTheirNames()
    {
        File.WriteAllText(ConfigurationFile, "[cpu]\nport = 9600\ninterval = 200ms\n");
        DropIn("20-site.conf", "[cpu]\nport = 9620\n");
        DropIn("10-fleet.conf", "[cpu]\nport = 9610\nwindow = 2s\n");
        DropIn("30-note.txt", "[cpu]\nport = 9630\n");
        DropIn(".40-hidden.conf", "[cpu]\nport = 9640\n");

        var settings = (await CommandLineRun.Of([], defaultFile: ConfigurationFile)).Settings!;

        var cpu = settings.Options.Get<CpuOptions>();
        Assert.Equal((9620, 200, 2), (cpu.Port, cpu.Interval.TotalMilliseconds, cpu.Window.TotalSeconds));
        Assert.Equal($"{ConfigurationFile}.d/20-site.conf:2", settings.Values.Single(value => value.Setting.Name == "cpu.port").Origin);
        Assert.Equal(2, settings.DropIns);
    }

    [Fact]
    public async Task TheyAreReadWithoutTheFile()
    {
        DropIn("site.conf", "[cpu]\nport = 9620\n");
        var run = await CommandLineRun.Of(["check"], defaultFile: ConfigurationFile);
        Assert.Equal(9620, run.Examined?.Settings.Options.Get<CpuOptions>().Port);
        Assert.Contains("with 1 file(s) of", Assert.Single(new ConfigurationProbe(run.Examined!).Examine()).Line);
    }

    [Fact]
    public async Task AFaultIsNamedWithItsFileAndLine()
    {
        DropIn("site.conf", "[cpu]\nintervall = 1s\n");
        var run = await CommandLineRun.Of([], defaultFile: ConfigurationFile);
        Assert.Equal(78, run.ExitCode);
        Assert.Contains($"{ConfigurationFile}.d/site.conf:2: 'intervall' in [cpu] is not a setting", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task AFileInThePlaceOfTheFolderIsNamed()
    {
        File.WriteAllText(ConfigurationFile + ".d", "");
        var run = await CommandLineRun.Of([], defaultFile: ConfigurationFile);
        Assert.Equal(78, run.ExitCode);
        Assert.Contains($"'{ConfigurationFile}.d' is not a folder", Assert.Single(run.ErrorLines));
    }

    void DropIn(string name, string text)
    {
        Directory.CreateDirectory(ConfigurationFile + ".d");
        File.WriteAllText(Path.Combine(ConfigurationFile + ".d", name), text);
    }
}
