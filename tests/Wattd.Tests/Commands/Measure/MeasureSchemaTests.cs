using System.Text.Json.Nodes;
using Wattd.Commands.Measure.Report;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.MadeUpReport;

namespace Wattd.Tests.Commands.Measure;

/// <summary>Holds reports to docs/measure.schema.json.</summary>
public sealed class MeasureSchemaTests
{
    static readonly MeasuredRun Whole = Run(
        frames: 300, idle: MeasuredIdle(5, Package, Memory, Platform, Wall, Gpu), components: [Package, Memory, Platform, Wall, Gpu]);

    static readonly Dictionary<string, MeasureReport> Reports = new()
    {
        ["everything"] = Of(Whole, Whole, Whole with { ExitCode = 143, Signal = "SIGTERM" }) with { Warnings = [new("short-window", "a line", 1), new("idle-unsteady", "a line")] },
        ["nothing but time"] = Of(Run() with { CommandTime = null }) with { Sources = [] },
        ["an idle power that was given"] = Of(Run(idle: new IdlePower(62.5), components: Package)),
        ["less than idle"] = Of(Run(joules: 10, frames: 300, idle: new IdlePower(62.5), components: Package)),
        ["frames that were given"] = Of(Run(components: Gpu) with { Video = EncodedVideo.Given(100) }),
        ["frames that are unknown"] = Of(Run(components: Gpu) with { Video = EncodedVideo.Unknown("a reason") }),
        ["audio"] = Of(Run(components: Package) with { Video = EncodedVideo.Of(Progress(0) with { Frames = null, VideoOutputs = 0, MediaTime = null }) }),
        ["a copy"] = Of(Run(components: Package) with { Video = EncodedVideo.Of(Progress(300) with { CopiedOutputs = 1 }) }),
        ["an ffmpeg that was killed"] = Of(Run(components: Package) with { Video = EncodedVideo.Of(Progress(300) with { IsLast = false }), Signal = "signal 37" }),
        ["a simulation"] = Of(Run(components: Package)) with { IsSimulated = true, Sources = [("cpu", "simulation")] },
        ["a shorter run than a peak"] = Of(Run(seconds: 0.5, components: Package) is var run ? run with { Span = run.Span with { Peak = null } } : run),
    };

    public static TheoryData<string> Names => [.. Reports.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AReportIsWhatTheSchemaSays(string name) => Assert.Empty(MeasureSchema.Errors(Written(Reports[name])));

    [Theory]
    [InlineData("", "extra", "1")]
    [InlineData("", "schema", "2")]
    [InlineData("", "version", "null")]
    [InlineData("", "runs", "[]")]
    [InlineData("idle", "watts", "\"62\"")]
    [InlineData("runs/0", "exit_code", "256")]
    [InlineData("runs/0", "started", "\"yesterday\"")]
    [InlineData("runs/0/measured", "extra", "1")]
    [InlineData("runs/0/components/0", "colour", "\"red\"")]
    [InlineData("runs/0/components/0", "joules", "-1")]
    [InlineData("runs/0/video", "frames", "1.5")]
    [InlineData("figures", "beauty", "{}")]
    [InlineData("figures/joules", "median", "1")]
    [InlineData("warnings/0", "cure", "\"none\"")]
    public void AnythingElseIsNoReport(string place, string property, string value)
    {
        var report = JsonNode.Parse(Written(Reports["everything"]))!;
        var node = place.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(report, (node, step) => node is JsonArray array ? array[int.Parse(step, null)]! : node[step]!);
        node[property] = JsonNode.Parse(value);
        Assert.NotEmpty(MeasureSchema.Errors(report.ToJsonString()));
    }

    [Fact]
    public void APropertyThatIsRequiredIsMissed()
    {
        var report = JsonNode.Parse(Written(Reports["everything"]))!;
        report.AsObject().Remove("figures");
        Assert.NotEmpty(MeasureSchema.Errors(report.ToJsonString()));
    }

    /// <summary>Also none that the program no longer writes.</summary>
    [Fact]
    public void EveryPropertyOfTheSchemaIsInAReport()
    {
        var written = Reports.Values.SelectMany(report => Names(JsonNode.Parse(Written(report)))).ToHashSet();
        Assert.Empty(Properties(MeasureSchema.Node).Except(written));

        static IEnumerable<string> Names(JsonNode? node) => node switch
        {
            JsonObject found => found.SelectMany(property => Names(property.Value).Prepend(property.Key)),
            JsonArray array => array.SelectMany(Names),
            _ => [],
        };
    }

    [Fact]
    public void EveryPropertyIsDescribed() =>
        Assert.Empty(PropertyNodes(MeasureSchema.Node)
            .Where(property => property.Value!["description"] is null && property.Value["$ref"] is null).Select(property => property.Key));

    [Fact]
    public void EveryFigureIsInTheSchema() =>
        Assert.Equal(FigureName.All.Select(figure => figure.Json), MeasureSchema.Node["properties"]!["figures"]!["properties"]!.AsObject().Select(figure => figure.Key));

    static IEnumerable<string> Properties(JsonNode schema) => PropertyNodes(schema).Select(property => property.Key);

    static IEnumerable<KeyValuePair<string, JsonNode?>> PropertyNodes(JsonNode? node) => node switch
    {
        JsonObject found => (found["properties"] as JsonObject ?? []).Concat(found.SelectMany(property => PropertyNodes(property.Value))),
        JsonArray array => array.SelectMany(PropertyNodes),
        _ => [],
    };
}
