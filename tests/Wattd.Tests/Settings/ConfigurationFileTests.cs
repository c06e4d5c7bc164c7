using CsCheck;
using Wattd.Collectors.Cpu;
using Wattd.Commands;
using Wattd.Settings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Settings;

public sealed class ConfigurationFileTests
{
    [Theory]
    [InlineData("cpu = off\n[cpu]\ninterval = 200ms\n", "200ms")]
    [InlineData("[cpu]\r\ninterval = 200ms\r\n", "200ms")]
    [InlineData("  [ cpu ]  \n  interval=200ms", "200ms")]
    [InlineData("[CPU]\nInterval = \"200ms\"\n", "200ms")]
    [InlineData("# comment\n; comment\n// comment\n\n[cpu]\n# interval = 1s\ninterval = 200ms\n", "200ms")]
    [InlineData("\uFEFF[cpu]\ninterval = 200ms\n", "200ms")]
    [InlineData("[gpu]\ninterval = 2s\n[cpu]\ninterval = 200ms\n[gpu]\nport = 1\n", "200ms")]
    [InlineData("", null)]
    public void AValidFileIsRead(string text, string? interval)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("wattd.conf");
        File.WriteAllText(path, text);
        var file = ConfigurationFile.Read(WattdSettings.Table, path, origin: null);
        Assert.Empty(file.Errors);
        Assert.True(file.Exists);
        Assert.Equal(interval, file.Values.TryGet(CpuSettings.Interval, out var value) ? value.Text : null);
    }

    [Theory]
    [InlineData("cpuu = auto", "1: 'cpuu' is not a setting; did you mean cpu?")]
    [InlineData("volume = 11", "1: 'volume' is not a setting; there are SETTINGS")]
    [InlineData("[cpu]\nintervall = 1s", "2: 'intervall' in [cpu] is not a setting; did you mean interval?")]
    [InlineData("[web]\ncpu = off", "2: 'cpu' in [web] is not a setting; 'cpu = ' belongs before the first [section]")]
    [InlineData("cpu.interval = 1s", "1: 'cpu.interval' is not a setting; 'interval = ' belongs in [cpu]")]
    [InlineData("timeout = 1s", "1: 'timeout' is not a setting; 'timeout = ' belongs in [gpu]")]
    [InlineData("cpu:interval = 1s", "1: 'cpu:interval' is not a setting; there are SETTINGS")]
    [InlineData("[config]\nfile = /x", "1: [config] is not a section; the sections are SECTIONS")]
    [InlineData("[cup]\nport = 1\nx = 2\n[cpu]\nport = 1", "1: [cup] is not a section; the sections are SECTIONS")]
    [InlineData("[cpu]\ninterval 100ms", "2: 'interval 100ms' is neither a [section] nor a 'key = value'")]
    [InlineData("[cpu\nport = 1", "1: '[cpu' is neither a [section] nor a 'key = value'", "2: 'port' is not a setting; 'port = ' belongs in [cpu]")]
    [InlineData("[cpu]\n= 100ms", "2: '= 100ms' is neither a [section] nor a 'key = value'")]
    [InlineData("[cpu]\nport = 1\n[gpu]\nport = 2\n[cpu]\nPORT = 3", "6: cpu.port is already set in line 2")]
    [InlineData("[cpu]\n\u0001\u2028 = \u0002", "2: '\\u0001' is neither a [section] nor a 'key = value'", "3: '= \\u0002' is neither a [section] nor a 'key = value'")]
    public void EachFaultIsALineWithItsLineNumber(string text, params string[] errors)
    {
        var file = ConfigurationFile.Parse(WattdSettings.Table, "wattd.conf", text);
        var settings = string.Join(", ", WattdSettings.Table.All.Where(setting => setting.Section.Length == 0).Select(setting => setting.Name));
        var sections = string.Join(", ", WattdSettings.Table.All.Select(setting => setting.Section).Where(name => name is not ("" or "config")).Distinct().Select(name => $"[{name}]"));
        Assert.Equal(
            errors.Select(error => $"wattd.conf:{error.Replace("SETTINGS", settings, StringComparison.Ordinal).Replace("SECTIONS", sections, StringComparison.Ordinal)}"),
            file.Errors);
    }

    [Fact]
    public void ForAnyFileEachValueHasALineAndEachFaultIsOne()
    {
        var words = WattdSettings.Table.All.SelectMany(setting => new[] { setting.Key, setting.Section, setting.Name, setting.Default }).ToArray();
        var fragment = Gen.OneOf(
            Gen.OneOf(words),
            Gen.OneOf("[", "]", "=", " = ", "\n", "\n", "\r\n", "\"", "#", ";", "/", ":", " ", "\u2028", "\u0085", "\f"),
            Gen.String[0, 3]);
        fragment.Array[0, 40].Select(string.Concat).Sample(text =>
        {
            var file = ConfigurationFile.Parse(WattdSettings.Table, "f", text);
            foreach (var setting in WattdSettings.Table.All)
            {
                if (file.Values.TryGet(setting, out var value))
                    Assert.Matches("^f:[0-9]+$", value.Origin);
            }
            return file.Errors.All(error => error.Length > 0 && !error.Any(char.IsControl));
        });
    }

    [Fact]
    public async Task TheDefaultFileMayBeAbsent()
    {
        var run = await CommandLineRun.Of([]);
        Assert.Equal(CommandLineRun.DaemonExitCode, run.ExitCode);
        Assert.False(run.Settings?.FileExists);
    }

    [Theory]
    [InlineData("/nonexistent/other.conf")]
    [InlineData("/nonexistent")]
    public async Task ANamedFileMustExist(string path)
    {
        var run = await CommandLineRun.Of(["--config.file", path]);
        Assert.Equal(78, run.ExitCode);
        Assert.Equal([$"config.file: '{path}' (from --config.file) does not exist"], run.ErrorLines);

        run = await CommandLineRun.Of([], new Dictionary<string, string> { ["WATTD_CONFIG_FILE"] = path });
        Assert.Equal([$"config.file: '{path}' (from WATTD_CONFIG_FILE) does not exist"], run.ErrorLines);
    }

    [Fact]
    public async Task AFolderIsNotAFile()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandLineRun.Of([$"--config.file={folder.Path}"]);
        Assert.Equal(78, run.ExitCode);
        Assert.Equal([$"config.file: '{folder.Path}' (from --config.file) is a folder, not a file"], run.ErrorLines);
    }

    [Fact]
    public async Task ALargeFileIsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("wattd.conf");
        await using (var file = File.Create(path))
            file.SetLength(1L << 40);
        var run = await CommandLineRun.Of(["--config.file", path]);
        Assert.Equal([$"config.file: '{path}' (from --config.file) cannot be read: it is larger than 256 KiB"], run.ErrorLines);
        Assert.Equal(78, run.ExitCode);
    }

    [Fact]
    public async Task APipeOrADeviceIsRefusedWithoutBlocking()
    {
        using var folder = new TemporaryFolder();
        foreach (var path in new[] { "/dev/zero", Fifo.Make(folder.File("pipe")) })
        {
            var run = await CommandLineRun.Of(["--config.file", path]).WaitAsync(Eventually.Deadline);
            Assert.Equal([$"config.file: '{path}' (from --config.file) is a pipe, a socket or a device, not a regular file"], run.ErrorLines);
            Assert.Equal(78, run.ExitCode);
        }
    }

    [Fact]
    public void OfManyFaultsTheFirstAreShownAndTheOthersCounted()
    {
        var file = ConfigurationFile.Parse(WattdSettings.Table, "wattd.conf", string.Concat(Enumerable.Range(0, 5000).Select(i => $"k{i} = 1\n")));
        Assert.Equal(11, file.Errors.Count);
        Assert.Equal("wattd.conf: has 4990 more faults", file.Errors[^1]);
    }

    [Fact]
    public async Task AnEmptyFileIsValid() =>
        Assert.Equal(CommandLineRun.DaemonExitCode, (await CommandLineRun.Of(["--config.file", "/dev/null"])).ExitCode);

    [Fact]
    public async Task AReadErrorIsReportedWithTheSystemsMessage()
    {
        // A process may open its own memory, and nothing is mapped at 0: reading gives EIO.
        var run = await CommandLineRun.Of(["--config.file", "/proc/self/mem"]);
        Assert.Equal(78, run.ExitCode);
        Assert.StartsWith("config.file: '/proc/self/mem' (from --config.file) cannot be read: ", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task AnUnreadableFileIsAnError()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("wattd.conf");
        File.WriteAllText(path, "[cpu]\nport = 9001\n");
        File.SetUnixFileMode(path, UnixFileMode.None);
        var run = await CommandLineRun.Of([], defaultFile: path);
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Equal(9001, run.Settings?.Options.Get<CpuOptions>().Port);
            return;
        }
        Assert.Equal(78, run.ExitCode);
        Assert.StartsWith($"config.file: '{path}' is not readable by this user; 'chmod a+r'", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task ABlankNameIsNotAFile()
    {
        var run = await CommandLineRun.Of(["--config.file", " "]);
        Assert.Equal(78, run.ExitCode);
        Assert.Equal(["config.file: ' ' (from --config.file) is not a path"], run.ErrorLines);
    }
}
