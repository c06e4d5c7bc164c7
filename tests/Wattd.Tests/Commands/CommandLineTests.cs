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
    public async Task TheDaemonRunsAndItsExitCodeIsReturned(params string[] arguments)
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
    public async Task CpuRunsAloneLikeTheOldExporter(params string[] arguments)
    {
        var options = (await CommandLineRun.Of(arguments)).Settings?.Options;
        Assert.Equal((CollectorMode.Required, CollectorMode.Off, 9510), (options?.Get<CpuOptions>().Mode, options?.Get<GpuOptions>().Mode, options?.Get<CpuOptions>().Port));
    }

    [Theory]
    [InlineData("gpu", "--port", "9511")]
    [InlineData("gpu", "-port=9511")]
    public async Task GpuRunsAloneLikeTheOldExporter(params string[] arguments)
    {
        var options = (await CommandLineRun.Of(arguments)).Settings?.Options;
        Assert.Equal((CollectorMode.Off, CollectorMode.Auto, 9511), (options?.Get<CpuOptions>().Mode, options?.Get<GpuOptions>().Mode, options?.Get<GpuOptions>().Port));
    }

    [Fact]
    public async Task CpuIsRequiredUnlessSetOtherwise()
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
    public async Task AWrongOldPortNamesTheGivenFlag()
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
    public async Task MetricsPrintsThePageInTheRequestedFormat(string format, params string[] arguments)
    {
        var run = await CommandLineRun.Of(arguments);
        Assert.Equal((CommandLineRun.PrintExitCode, format), (run.ExitCode, $"{run.Format}"));
        Assert.Equal(LogEventLevel.Warning, run.Settings?.Options.Get<LogOptions>().Level);
    }

    [Fact]
    public async Task TopGetsTheSourceOfItsReadings()
    {
        Assert.Equal(new TopOptions(), (await CommandLineRun.Of(["top"])).Top);
        var run = await CommandLineRun.Of(["top", "--once", "--source", "daemon", "--url", "http://node1:9500"]);
        Assert.Equal(CommandLineRun.WatchExitCode, run.ExitCode);
        Assert.Equal((TopSource.Daemon, "http://node1:9500", true), (run.Top!.Source, run.Top.Daemon?.Name, run.Top.Once));
    }

    [Fact]
    public async Task MetricsAcceptsTheDaemonsSettingsAndListsThoseThatItUses()
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
    public async Task SettingsMayPrecedeTheCommand()
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
    [InlineData("--gpu cannot be combined with 'wattd cpu', which means --gpu off", "cpu", "--gpu", "auto")]
    [InlineData("--gpu cannot be combined with 'wattd cpu', which means --gpu off", "--gpu", "auto", "cpu")]
    [InlineData("--cpu cannot be combined with 'wattd gpu', which means --cpu off", "gpu", "--cpu=required")]
    [InlineData("'completion' needs a <shell>: bash, fish, zsh", "completion")]
    [InlineData("'release' needs a <collector>: gpu", "release")]
    [InlineData("'resume' needs a <collector>: gpu", "resume")]
    [InlineData("'wall' is not a collector that releases its device: gpu", "release", "wall")]
    [InlineData("'cpu' is not a collector that releases its device: gpu", "resume", "cpu")]
    [InlineData("--for: 'soon' is not a duration from 1s to 1440m, such as 10m", "release", "gpu", "--for", "soon")]
    [InlineData("--for: '0s' is not a duration from 1s to 1440m, such as 10m", "release", "gpu", "--for", "0s")]
    [InlineData("'--for' is not an option", "resume", "gpu", "--for", "1m")]
    [InlineData("--format: 'xml' is not text or openmetrics", "metrics", "--format", "xml")]
    [InlineData("--source: 'x' is not one of auto, daemon, hardware", "top", "--source", "x")]
    [InlineData("--url: 'ftp://n:9500' is not an address such as http://localhost:9500", "top", "--url", "ftp://n:9500")]
    [InlineData("--url cannot be combined with --source hardware", "top", "--url", "http://n:9500", "--source", "hardware")]
    [InlineData("--only: 'power' is not a result of check; there are ", "check", "--only", "power")]
    [InlineData("'--format' is not an option", "--format", "text")]
    [InlineData("'tcsh' is not one of bash, zsh, fish", "completion", "tcsh")]
    public async Task AUsageErrorIsOneLineAndAHintAndCode78(string line, params string[] arguments)
    {
        var run = await CommandLineRun.Of(arguments);
        Assert.Equal(78, run.ExitCode);
        Assert.Null(run.Settings);
        Assert.Empty(run.Output);
        Assert.Equal([$"wattd: {line}", "'wattd --help' lists commands and settings"], run.ErrorLines);
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
    public async Task TheHelpEndsWithTheAddressForBugs() =>
        Assert.EndsWith("\n\nReport bugs to https://bugs.example.org\n", (await CommandLineRun.Of(["--help"])).Output);

    [Fact]
    public async Task TheHelpOfCpuExplainsTheCommand()
    {
        var run = await CommandLineRun.Of(["cpu", "--help"]);
        Assert.Contains("--cpu.port, --port <port>", run.Output);
        Assert.Contains("(default required)", string.Join(' ', run.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        Assert.DoesNotContain("--gpu auto|required|off", run.Output);
    }

    [Theory]
    [InlineData("wattd ", "run", "cpu", "gpu", "top", "metrics", "check", "config", "measure", "compare", "health", "reload", "release", "resume", "completion")]
    [InlineData("wattd release ", "gpu")]
    [InlineData("wattd release gpu --f", "--for")]
    [InlineData("wattd resume ", "gpu")]
    [InlineData("wattd run --gpu.source ", "auto", "nvml", "nvidia-smi")]
    [InlineData("wattd run --gpu.source nvi", "nvidia-smi")]
    [InlineData("wattd --log.level=i", "--log.level=info")]
    [InlineData("wattd check --js", "--json")]
    [InlineData("wattd check --json --js", "--json")]
    [InlineData("wattd metrics --format ", "text", "openmetrics")]
    [InlineData("wattd top --source ", "auto", "daemon", "hardware")]
    [InlineData("wattd cpu --po", "--port")]
    [InlineData("wattd completion ", "bash", "zsh", "fish")]
    [InlineData("wattd --config.file /e", ":files")]
    [InlineData("wattd --config.file=/e", ":files")]
    [InlineData("wattd measure --out", "--output")]
    [InlineData("wattd measure --output ", ":files")]
    [InlineData("wattd measure --output=a", ":files")]
    [InlineData("wattd measure --frames ", "auto", "off")]
    [InlineData("wattd measure --idle n", "none")]
    [InlineData("wattd measure --require g", "gpu")]
    [InlineData("wattd measure -- ", ":command")]
    [InlineData("wattd measure --json -- ffm", ":command")]
    [InlineData("wattd measure -- ffmpeg --output=", ":command")]
    [InlineData("wattd measure -- wattd --idle ", ":command")]
    [InlineData("wattd compare ", ":files")]
    [InlineData("wattd compare --json a.j", ":files")]
    [InlineData("wattd compare --", "--json")]
    [InlineData("wattd compare -- ", ":files")]
    [InlineData("wattd --cpu.interval ")]
    [InlineData("wattd --no-such-setting=")]
    [InlineData("wattd")]
    public async Task AShellGetsCompletionsForALine(string line, params string[] words)
    {
        var run = await CommandLineRun.Of(["[complete]", line]);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(words.Order(), run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(answer => answer.Split('\t')[0]).Order());
    }

    [Theory]
    [InlineData("wattd measure ")]
    [InlineData("wattd measure --json -")]
    public async Task TheFlagsOfMeasureAndTheirEndAreOffered(string line)
    {
        var answers = (await CommandLineRun.Of(["[complete]", line])).Output.Split('\n');
        Assert.Contains("--\tThe command to measure follows", answers);
        Assert.Contains(answers, answer => answer.StartsWith("--repeat\t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ACommandIsOfferedWithTheFirstSentenceOfItsDescription()
    {
        var run = await CommandLineRun.Of(["[complete]", "wattd compl"]);
        Assert.Equal("completion\tPrint a script that completes wattd's command line in bash, zsh or fish\n", run.Output);
    }

    [Theory]
    [InlineData("--cpu.interval", "banana")]
    [InlineData("--no-such-setting", "1")]
    public async Task AComplaintHandlerReplacesStandardError(params string[] arguments)
    {
        IReadOnlyList<string> complaints = [];
        using var error = new StringWriter();
        var commandLine = new CommandLine(
            _ => throw new InvalidOperationException("it must not run"),
            (_, _) => throw new InvalidOperationException("it must not print"),
            (_, _) => throw new InvalidOperationException("it must not watch"),
            (_, _, _, _) => throw new InvalidOperationException("it must not measure"),
            (_, _, _) => [])
        {
            Version = "1.2.3",
            Environment = new Dictionary<string, string>(),
            DefaultFile = "/nonexistent/wattd.conf",
            Error = error,
            Complain = lines => complaints = lines,
        };
        Assert.Equal(78, await commandLine.InvokeAsync(arguments));
        Assert.Contains(arguments[0], complaints[0], StringComparison.Ordinal);
        Assert.Empty(error.ToString());
    }
}
