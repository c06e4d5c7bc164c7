using System.Text.Json.Nodes;
using Wattd.Commands.Measure.Report;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.MadeUpReport;

namespace Wattd.Tests.Commands.Compare;

/// <summary><c>wattd compare</c>, with reports as <c>wattd measure</c> writes them.</summary>
public sealed class CompareCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Write(string name, MeasureReport report) => Write(name, Written(report));

    string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    static Task<CommandLineRun> Compare(params string[] arguments) => CommandLineRun.Of(["compare", .. arguments]);

    async Task<string[]> WarningsOf(MeasureReport first, MeasureReport other)
    {
        var run = await Compare("--json", Write("a.json", first), Write("b.json", other));
        return [.. JsonNode.Parse(run.Output)!["warnings"]!.AsArray().Select(warning => (string)warning!["name"]!)];
    }

    [Fact]
    public async Task EachFigureHasALineForEachReport()
    {
        var medium = Of(Run(joules: 990, frames: 300, components: [Package]), Run(joules: 1010, frames: 300, components: [Package]));
        var slow = Of(Run(seconds: 20, joules: 1480, frames: 300, components: [Package]), Run(seconds: 20, joules: 1520, frames: 300, components: [Package]));
        var (a, b) = (Write("medium.json", medium), Write("slow.json", slow with { Sources = [("cpu", "hardware"), ("gpu", "hardware")] }));

        var run = await Compare(a, b);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 100, line));
        var width = Math.Max(Label(1, a).Length, Label(2, b).Length);
        var (first, second) = (Label(1, a).PadRight(width), Label(2, b).PadRight(width));
        Assert.Equal($"""
            {Head(1, a, "2 runs, cpu from hardware, gpu from daemon")}
               ffmpeg -i in.mp4 out.mp4
            {Head(2, b, "2 runs, source hardware")}
               ffmpeg -i in.mp4 out.mp4

            """, run.Output[..(run.Output.IndexOf("\n\n", StringComparison.Ordinal) + 1)]);
        Assert.Equal($"""
            joules
            {first}  1000.0  14.14
            {second}  1500.0  28.28     +50.0 %  3.5 %
            """, Block(run.Output, "joules"));
        Assert.Equal($"""
            fps
            {first}   30.00  0.000
            {second}   15.00  0.000     -50.0 %  0.0 %
            """, Block(run.Output, "fps"));
        Assert.DoesNotContain("above idle", run.Output);
        Assert.DoesNotContain("warning", run.Output);
    }

    static string Head(int number, string file, string what) => $"{number}  {file}: {what}" is { Length: <= 100 } line ? line : $"{number}  {file}: {what}"[..97] + "...";

    static string Label(int number, string file) => $"  {number}  {(file.Length <= 40 ? file : "..." + file[^37..])}";

    static string Block(string output, string title) => string.Join('\n', output.Split('\n').SkipWhile(line => line != title).Take(3));

    [Fact]
    public async Task JsonHasTheSameFigures()
    {
        var idle = new IdlePower(20);
        var a = Write("a.json", Of(Run(joules: 990, idle: idle, components: [Package]), Run(joules: 1010, idle: idle, components: [Package])));
        var b = Write("b.json", Of(Run(joules: 1500, frames: 300, idle: idle, components: [Package])));
        var c = Write("c.json", Of(Run(joules: 2000, idle: idle, components: [Package])));

        var json = JsonNode.Parse((await Compare("--json", a, b, c)).Output)!;

        Assert.Equal(1, (int)json["schema"]!);
        Assert.Equal([a, b, c], json["reports"]!.AsArray().Select(report => (string)report!["file"]!));
        Assert.Equal(2, (int)json["reports"]![0]!["runs"]!);
        Assert.Equal(300, (int)json["reports"]![1]!["frames"]!);
        Assert.Null(json["reports"]![0]!["frames"]);
        Assert.Equal(20, (double)json["reports"]![0]!["idle_watts"]!);
        Assert.Equal("""[{"report":1,"mean":1000,"stddev":14.142136},{"report":2,"mean":1500,"difference_percent":50},{"report":3,"mean":2000,"difference_percent":100}]""",
            json["figures"]!["joules"]!.ToJsonString());
        Assert.Equal("""[{"report":2,"mean":5}]""", json["figures"]!["joules_per_frame"]!.ToJsonString());
    }

    [Fact]
    public async Task WithoutAnyEnergyTimeIsCompared()
    {
        var run = await Compare(Write("a.json", Of(Run()) with { Sources = [] }), Write("b.json", Of(Run(seconds: 20)) with { Sources = [] }));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1 run, only time measured", run.Output);
        Assert.Contains("+100.0 %", Block(run.Output, "seconds"));
        Assert.DoesNotContain("joules", run.Output);
    }

    [Fact]
    public async Task AFigureOfOneReportAloneHasNoDifference()
    {
        var run = await Compare(Write("a.json", Of(Run(components: [Package]))), Write("b.json", Of(Run(frames: 300, components: [Package]))));
        var lines = Block(run.Output, "J/frame").Split('\n');
        Assert.EndsWith("      -", lines[1]);
        Assert.EndsWith("3.333", lines[2]);
    }

    [Fact]
    public async Task ALongNameACommandAndControlCharactersFitTheTerminal()
    {
        var folder = Path.Combine(_folder.Path, new string('x', 120));
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "\e[31m.json");
        File.WriteAllText(file, Written(Of(Run(components: [Package])) with { Command = ["ffmpeg", new string('y', 300), "\e[2J\nmore"] }));
        var run = await Compare(file, file);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 100, line));
        Assert.DoesNotContain('\e', run.Output);
        Assert.Contains("?[31m.json", run.Output);
    }

    [Fact]
    public async Task ReportsOfTheSameKindHaveNoWarning() =>
        Assert.Empty(await WarningsOf(Of(Run(frames: 300, components: [Package])), Of(Run(frames: 302, components: [Package]))));

    [Fact]
    public async Task OtherComponentsAreWarnedOf() =>
        Assert.Equal(["different-covers"], await WarningsOf(Of(Run(components: [Package, Memory])), Of(Run(components: [Package]))));

    [Fact]
    public async Task TheOrderOfComponentsDoesNotMatter() =>
        Assert.Empty(await WarningsOf(Of(Run(components: [Package, Memory])), Of(Run(components: [Memory, Package]))));

    [Fact]
    public async Task OtherFramesAreWarnedOf() =>
        Assert.Equal(["different-frames"], await WarningsOf(Of(Run(frames: 300, components: [Package])), Of(Run(frames: 600, components: [Package]))));

    [Fact]
    public async Task ASimulationIsWarnedOf() =>
        Assert.Equal(["simulated"], await WarningsOf(Of(Run(components: [Package])) with { IsSimulated = true }, Of(Run(components: [Package]))));

    [Fact]
    public async Task AnIdlePowerOfOneAloneIsWarnedOf() =>
        Assert.Equal(["no-idle"], await WarningsOf(Of(Run(idle: new IdlePower(5), components: [Package])), Of(Run(components: [Package]))));

    [Fact]
    public async Task ARunThatFailedIsWarnedOfAndNotCompared() =>
        Assert.Equal(["failed-runs"], await WarningsOf(Of(Run(frames: 300, components: [Package]), Run(exitCode: 1)), Of(Run(frames: 300, components: [Package]))));

    [Fact]
    public async Task ReportsOfFailedRunsAloneAreCompared() =>
        Assert.Equal(["failed-runs", "failed-runs"], await WarningsOf(Of(Run(exitCode: 1, components: [Package])), Of(Run(exitCode: 143, components: [Package]))));

    [Theory]
    [InlineData("", "is not JSON (line 1)")]
    [InlineData("{\n\"schema\": 1,\n", "is not JSON (line 3)")]
    [InlineData("seconds 1\n", "is not JSON (line 1)")]
    [InlineData("[]", "is not a report of wattd measure")]
    [InlineData("1", "is not a report of wattd measure")]
    [InlineData("{}", "is not a report of wattd measure")]
    [InlineData("{\"schema\": \"1\", \"version\": \"1\"}", "is not a report of wattd measure")]
    [InlineData("{\"schema\": 1, \"version\": \"1.0.0\", \"well\": true, \"results\": []}", "is not a report of wattd measure")]
    [InlineData("{\"schema\": 2, \"version\": \"9.8.7\"}", "has schema 2, and this wattd reads schema 1; compare it with wattd 9.8.7, which wrote it")]
    public async Task AFileThatIsNoReportIsOneLine(string text, string problem)
    {
        var (good, bad) = (Write("good.json", Of(Run())), Write("bad.json", text));
        var run = await Compare(good, bad);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"wattd: '{bad}' {problem}", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task NumbersAndTypesThatNoReportHasAreRefused()
    {
        var good = Written(Of(Run(idle: new IdlePower(20), frames: 300, components: [Package])));
        (string Place, string Value)[] changes =
        [
            ("schema", "1.5"), ("version", "1"), ("simulated", "\"no\""), ("command", "\"ffmpeg\""), ("command", "[1]"), ("sources", "[]"), ("sources", "{\"cpu\":1}"),
            ("idle", "{}"), ("idle", "{\"watts\":1e999}"), ("runs", "{}"), ("runs", "[1]"), ("figures", "[]"), ("figures", "{\"joules\":{}}"),
            ("figures", "{\"joules\":{\"mean\":1e999,\"runs\":1}}"), ("figures", "{\"joules\":{\"mean\":1,\"runs\":1.5}}"),
        ];
        foreach (var (place, value) in changes)
        {
            var changed = JsonNode.Parse(good)!;
            changed[place] = JsonNode.Parse(value);
            var run = await Compare(Write("good.json", good), Write("bad.json", changed.ToJsonString()));
            Assert.True(run.ExitCode == 1 && run.ErrorLines is [var line] && line.Contains("is not a report of wattd measure"), $"{place} {value}: {run.Error}");
        }
    }

    [Fact]
    public async Task EveryFileThatIsWrongIsNamed()
    {
        var run = await Compare(_folder.File("none.json"), Write("good.json", Of(Run())), _folder.Path);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Collection(run.ErrorLines,
            line => Assert.StartsWith($"wattd: '{_folder.File("none.json")}' does not exist; write one with 'wattd measure --json --output FILE", line),
            line => Assert.StartsWith($"wattd: '{_folder.Path}' cannot be read: ", line));
    }

    [Theory]
    [InlineData()]
    [InlineData("a.json")]
    [InlineData("--json", "a.json")]
    public async Task FewerThanTwoFilesAreAUsageError(params string[] arguments)
    {
        var run = await Compare(arguments);
        Assert.Equal(78, run.ExitCode);
        Assert.StartsWith("wattd: compare needs two or more reports", run.ErrorLines[0]);
    }

    [Fact]
    public async Task TheHelpNamesTheReports()
    {
        var help = (await Compare("--help")).Output;
        Assert.Contains("\n  wattd compare [option]... <report> <report>...\n", help);
        Assert.DoesNotContain("--cpu.interval", help);
    }
}
