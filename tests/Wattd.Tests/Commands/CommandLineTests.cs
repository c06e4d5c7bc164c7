using Serilog.Events;
using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Gpu;
using Wattd.Commands;
using Wattd.Commands.Top;
using Wattd.Daemon;
using Wattd.Tests.Support;

namespace Wattd.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("run")]
    [InlineData()]
    public async Task TheDaemonRunsAndItsExitCodeIsTheProgramsOwn(params string[] arguments)
    {
        var run = await CommandLineRun.Of(arguments);
        Assert.Equal(CommandLineRun.DaemonExitCode, run.ExitCode);
        Assert.Equal(WattdSettings.Table.Defaults, run.Settings?.Options);
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("cpu", "--port", "9510")]
    [InlineData("cpu", "--port=9510")]
    [InlineData("cpu", "-port", "9510")]
    [InlineData("cpu", "-port=9510")]
    [InlineData("cpu", "--cpu.port", "9510")]
    public async Task CpuRunsAloneInThePlaceOfTheOldExporter(params string[] arguments)
    {
        var options = (await CommandLineRun.Of(arguments)).Settings?.Options;
        Assert.Equal((CollectorMode.Required, CollectorMode.Off, 9510), (options?.Get<CpuOptions>().Mode, options?.Get<GpuOptions>().Mode, options?.Get<CpuOptions>().Port));
    }

    [Theory]
    [InlineData("gpu", "--port", "9511")]
    [InlineData("gpu", "-port=9511")]
    public async Task GpuRunsAloneInThePlaceOfTheOldExporter(params string[] arguments)
    {
        var options = (await CommandLineRun.Of(arguments)).Settings?.Options;
        Assert.Equal((CollectorMode.Off, CollectorMode.Auto, 9511), (options?.Get<CpuOptions>().Mode, options?.Get<GpuOptions>().Mode, options?.Get<GpuOptions>().Port));
    }

    [Fact]
    public async Task CpuIsRequiredUnlessItIsToldOtherwise()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("wattd.conf");
        File.WriteAllText(file, "cpu = auto\ngpu = required\n");
        var options = (await CommandLineRun.Of(["cpu"], defaultFile: file)).Settings?.Options;
        Assert.Equal((CollectorMode.Auto, CollectorMode.Off), (options?.Get<CpuOptions>().Mode, options?.Get<GpuOptions>().Mode));
    }

    [Fact]
    public async Task AnOldVariableSetsThePortOfTheCollectorAlone()
    {
        var environment = new Dictionary<string, string> { ["CPU_EXPORTER_PORT"] = "9600" };
        Assert.Equal(9600, (await CommandLineRun.Of(["cpu"], environment)).Settings?.Options.Get<CpuOptions>().Port);
        Assert.Equal(9601, (await CommandLineRun.Of(["cpu", "-port", "9601"], environment)).Settings?.Options.Get<CpuOptions>().Port);
    }

    [Fact]
    public async Task AWrongOldPortNamesTheFlagThatWasTyped()
    {
        var run = await CommandLineRun.Of(["cpu", "-port", ":9500"]);
        Assert.Equal(["cpu.port: ':9500' (from -port) is not a port number from 1 to 65535"], run.ErrorLines);
        Assert.Equal(78, run.ExitCode);
    }

    [Theory]
    [InlineData(true, "--simulate")]
    [InlineData(true, "run", "--simulate")]
    [InlineData(true, "--simulate", "run")]
    [InlineData(true, "--simulate", "--cpu.port", "9600")]
    [InlineData(true, "--simulate", "yes")]
    [InlineData(true, "--simulate=TRUE")]
    [InlineData(true, "cpu", "--simulate=1")]
    [InlineData(false, "--simulate", "off")]
    [InlineData(false, "--simulate=no")]
    [InlineData(false, "--simulate", "0")]
    public async Task SimulateAloneMeansOn(bool simulated, params string[] arguments) =>
        Assert.Equal(simulated, (await CommandLineRun.Of(arguments)).Settings?.Options.Get<CollectorOptions>().Simulate);

    [Theory]
    [InlineData("Text", "metrics")]
    [InlineData("Text", "metrics", "--format", "text")]
    [InlineData("OpenMetrics", "metrics", "--format=openmetrics")]
    public async Task MetricsPrintsThePageInTheFormatAskedFor(string format, params string[] arguments)
    {
        var run = await CommandLineRun.Of(arguments);
        Assert.Equal((CommandLineRun.PrintExitCode, format), (run.ExitCode, $"{run.Format}"));
        Assert.Equal(LogEventLevel.Warning, run.Settings?.Options.Get<LogOptions>().Level);
    }

    [Fact]
    public async Task TopIsToldWhereToLook()
    {
        Assert.Equal(new TopOptions(), (await CommandLineRun.Of(["top"])).Top);
        var run = await CommandLineRun.Of(["top", "--once", "--source", "daemon", "--url", "http://node1:9500"]);
        Assert.Equal(CommandLineRun.WatchExitCode, run.ExitCode);
        Assert.Equal(new TopOptions(TopSource.Daemon, new Uri("http://node1:9500"), Once: true), run.Top);
    }

    [Fact]
    public async Task MetricsTakesTheDaemonsSettingsAndTellsOfThoseThatItUses()
    {
        var options = (await CommandLineRun.Of(["metrics", "--cpu.port", "9600", "--cpu.window", "2s", "--log.level", "info"])).Settings?.Options;
        Assert.Equal(
            (9600, TimeSpan.FromSeconds(2), LogEventLevel.Information), (options?.Get<CpuOptions>().Port, options?.Get<CpuOptions>().Window, options?.Get<LogOptions>().Level));

        var help = (await CommandLineRun.Of(["metrics", "--help"])).Output;
        Assert.Contains("--cpu.window <duration>", help);
        Assert.Contains("--format text|openmetrics", help);
        Assert.DoesNotContain("--cpu.port", help);
        Assert.DoesNotContain("--web.", help);
    }

    [Fact]
    public async Task SettingsMayStandBeforeTheCommandToo()
    {
        var options = (await CommandLineRun.Of(["--cpu.port", "9600", "run", "--gpu.port", "9601"])).Settings?.Options;
        Assert.Equal((9600, 9601), (options?.Get<CpuOptions>().Port, options?.Get<GpuOptions>().Port));
    }

    [Theory]
    [InlineData("'--cpu.prot' is not an option; did you mean --cpu.port?", "--cpu.prot", "9500")]
    [InlineData("'--cpu.prot' is not an option; did you mean --cpu.port?", "cpu", "--cpu.prot=9500")]
    [InlineData("'--volume' is not an option", "run", "--volume", "11")]
    [InlineData("'-x' is not an option", "-x")]
    [InlineData("'--port' is not an option", "--port", "9500")]
    [InlineData("'chek' is not a command; did you mean check?", "chek")]
    [InlineData("'extra' is not a command", "run", "extra")]
    [InlineData("'@file' is not a command", "@file")]
    [InlineData("'a\\u000ab' is not a command", "a\nb")]
    [InlineData("--cpu.port needs a value: a port number from 1 to 65535", "--cpu.port")]
    [InlineData("-port needs a value: a port number from 1 to 65535", "cpu", "-port")]
    [InlineData("--cpu.port is given twice", "--cpu.port", "1", "--cpu.port", "2")]
    [InlineData("--cpu.port is given twice", "--cpu.port", "1", "run", "--cpu.port", "2")]
    [InlineData("--gpu does not go with 'wattd cpu', which means --gpu off", "cpu", "--gpu", "auto")]
    [InlineData("--gpu does not go with 'wattd cpu', which means --gpu off", "--gpu", "auto", "cpu")]
    [InlineData("--cpu does not go with 'wattd gpu', which means --cpu off", "gpu", "--cpu=required")]
    [InlineData("'completion' needs a <shell>: bash, fish, zsh", "completion")]
    [InlineData("--format: 'xml' is none of text, openmetrics", "metrics", "--format", "xml")]
    [InlineData("--source: 'x' is none of auto, daemon, hardware", "top", "--source", "x")]
    [InlineData("--url: 'https://n:9500' is no address such as http://localhost:9500", "top", "--url", "https://n:9500")]
    [InlineData("--url does not go with --source hardware", "top", "--url", "http://n:9500", "--source", "hardware")]
    [InlineData("'--format' is not an option", "--format", "text")]
    [InlineData("'tcsh' is none of bash, zsh, fish", "completion", "tcsh")]
    public async Task AWrongUseIsOneLineAndAHintAndCode78(string line, params string[] arguments)
    {
        var run = await CommandLineRun.Of(arguments);
        Assert.Equal(78, run.ExitCode);
        Assert.Null(run.Settings);
        Assert.Empty(run.Output);
        Assert.Equal([$"wattd: {line}", "'wattd --help' tells what there is"], run.ErrorLines);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("--version", "--volume")]
    public async Task TheVersionIsOneLine(params string[] arguments)
    {
        var run = await CommandLineRun.Of(arguments);
        Assert.Equal((0, "wattd 1.2.3\n"), (run.ExitCode, run.Output));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("run", "--help")]
    [InlineData("check", "--help")]
    public async Task TheHelpHasEverySettingWithItsDefault(params string[] arguments)
    {
        var run = await CommandLineRun.Of(arguments);
        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 100, line));
        var words = string.Join(' ', run.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.All(WattdSettings.Table.All, setting =>
        {
            Assert.Contains($" {setting.Flag} {setting.Placeholder} ", words);
            Assert.Contains($"default {setting.Default}", words);
        });
    }

    [Fact]
    public async Task TheHelpOfCpuTellsWhatItMeans()
    {
        var run = await CommandLineRun.Of(["cpu", "--help"]);
        Assert.Contains("--cpu.port, --port <port>", run.Output);
        Assert.Contains("(default required)", string.Join(' ', run.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        Assert.DoesNotContain("--gpu auto|required|off", run.Output);
    }

    [Theory]
    [InlineData("wattd ", "check", "completion", "cpu", "gpu", "metrics", "run", "top")]
    [InlineData("wattd run --gpu.source ", "auto", "nvml", "nvidia-smi")]
    [InlineData("wattd check --js", "--json")]
    [InlineData("wattd metrics --format ", "text", "openmetrics")]
    [InlineData("wattd top --source ", "auto", "daemon", "hardware")]
    [InlineData("wattd cpu --po", "--port")]
    [InlineData("wattd completion ", "bash", "zsh", "fish")]
    public async Task AShellCanAskHowALineGoesOn(string line, params string[] words)
    {
        var run = await CommandLineRun.Of([$"[suggest:{line.Length}]", line]);
        Assert.Equal(0, run.ExitCode);
        Assert.Subset(run.Output.Split('\n').ToHashSet(), words.ToHashSet());
    }

    [Theory]
    [InlineData("--cpu.interval", "banana")]
    [InlineData("--no-such-setting", "1")]
    public async Task WhoeverIsToldOfComplaintsHearsThemInThePlaceOfStandardError(params string[] arguments)
    {
        IReadOnlyList<string> heard = [];
        using var error = new StringWriter();
        var commandLine = new CommandLine(
            _ => throw new InvalidOperationException("it must not run"),
            (_, _) => throw new InvalidOperationException("it must not print"),
            (_, _) => throw new InvalidOperationException("it must not watch"),
            _ => [])
        {
            Version = "1.2.3",
            Environment = new Dictionary<string, string>(),
            DefaultFile = "/nonexistent/wattd.conf",
            Error = error,
            Complain = lines => heard = lines,
        };
        Assert.Equal(78, await commandLine.InvokeAsync(arguments));
        Assert.Contains(arguments[0], heard[0], StringComparison.Ordinal);
        Assert.Empty(error.ToString());
    }
}
