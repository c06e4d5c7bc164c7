using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wattd.Collectors;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Views;
using Wattd.Readings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Readings;

public sealed class ReadingsDocumentTests
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    readonly MadeUpNode _node = new();

    [Fact]
    public void TheDocumentMatchesTheGoldenFile()
    {
        _node.CpuStatus.Scheduling = "fifo";
        _node.GpuStatus.Failed("gpu_lost");
        _node.SampleWall();
        var document = _node.Document(simulated: true);
        for (var second = 0; second < 4; second++)
        {
            _node.SampleCpu();
            _node.SampleGpu();
            _node.SampleWall();
            _node.Time.Advance(TimeSpan.FromSeconds(1));
        }
        var text = Encoding.UTF8.GetString(document.Get(since: Second(document) - 3).Span);
        Golden.Check("tests/Wattd.Tests/Readings/Golden/readings.json", JsonNode.Parse(text)!.ToJsonString(Indented) + "\n");
    }

    [Fact]
    public void BeforeTheFirstSampleItShowsWhyThereIsNone()
    {
        var json = Parse(_node.Document(), since: 0);
        Assert.False(json["cpu"]!["up"]!.GetValue<bool>());
        Assert.Equal("starting", json["cpu"]!["reason"]!.GetValue<string>());
        Assert.Equal("not sampled yet", json["gpu"]!["message"]!.GetValue<string>());
        Assert.Null(json["cpu"]!["age_seconds"]);
        Assert.Empty(json["cpu"]!["zones"]!.AsArray());
        Assert.Empty(json["gpu"]!["gpus"]!.AsArray());
    }

    [Fact]
    public void ThrottlingAndRecoveryOfAGpuAreDecidedByTheDaemon()
    {
        var all = ThrottleLabel.All.Aggregate(ThrottleReasons.None, (reasons, label) => reasons | label.Reason);
        _node.SampleGpu(MadeUpNode.Gpus, new GpuReading { Up = true, Throttle = all, RecoveryAction = 4 }, new GpuReading { Up = true });
        var gpus = Parse(_node.Document(), since: null)["gpu"]!["gpus"]!;
        Assert.Equal(
            ["sw_power_cap", "hw_slowdown", "sync_boost", "sw_thermal_slowdown", "hw_thermal_slowdown", "hw_power_brake_slowdown"],
            gpus[0]!["throttled"]!.AsArray().Select(reason => reason!.GetValue<string>()));
        Assert.Equal(gpus[0]!["throttled"]!.ToJsonString(), gpus[0]!["held_back"]!.ToJsonString());
        Assert.Equal(ThrottleLabel.All.Length, gpus[0]!["gpu_throttle_active"]!.AsArray().Count);
        Assert.Equal("drain and reset", gpus[0]!["recovery"]!.GetValue<string>());
        Assert.Null(gpus[1]!["throttled"]);
        Assert.Null(gpus[1]!["held_back"]);
        Assert.Null(gpus[1]!["recovery"]);
    }

    [Fact]
    public void AGpuThatHasNotAnsweredInTimeSaysSo()
    {
        _node.SampleGpu(MadeUpNode.Gpus, new GpuReading { TimedOut = true }, default);
        var gpus = Parse(_node.Document(), since: null)["gpu"]!["gpus"]!;
        Assert.Equal((0, true), (gpus[0]!["gpu_up"]!.GetValue<int>(), gpus[0]!["timed_out"]!.GetValue<bool>()));
        Assert.Null(gpus[1]!["timed_out"]);
    }

    [Fact]
    public void WithoutTheSettingAGpuHasItsSessionsByCodecAndNoProcess()
    {
        _node.Readings = [new GpuView(_node.Gpu, new GpuHistory(_node.Clock), _node.GpuStatus, 9505)];
        _node.SampleGpu();
        var gpu = Parse(_node.Document(), since: null)["gpu"]!["gpus"]![0]!;
        Assert.Equal("""{"h264":{"1920x1080":1},"hevc":{"3840x2160":1}}""", gpu["gpu_encoder_codec_sessions"]!.ToJsonString());
        Assert.Null(gpu["processes"]);
        Assert.Null(gpu["encoder_sessions"]);
    }

    [Fact]
    public void AListThatTheDriverDoesNotReportIsAbsentAndAnEmptyOneIsEmpty()
    {
        _node.SampleGpu(MadeUpNode.Gpus, new GpuReading { Up = true }, new GpuReading { Up = true, EncoderSessionList = [], Processes = [] });
        var gpus = Parse(_node.Document(), since: null)["gpu"]!["gpus"]!;
        Assert.Equal((null, null, null), (gpus[0]!["gpu_encoder_codec_sessions"], gpus[0]!["processes"], gpus[0]!["gpu_processes_unlisted"]));
        Assert.Equal(("{}", "[]", "[]"), (gpus[1]!["gpu_encoder_codec_sessions"]!.ToJsonString(), gpus[1]!["processes"]!.ToJsonString(), gpus[1]!["encoder_sessions"]!.ToJsonString()));
    }

    [Fact]
    public void AnOldSampleHasAnAgeAndNoReadings()
    {
        _node.SampleCpu();
        _node.SampleGpu();
        _node.Time.Advance(TimeSpan.FromSeconds(7));
        var json = Parse(_node.Document(), since: null);
        Assert.Equal("stalled", json["cpu"]!["reason"]!.GetValue<string>());
        Assert.Equal(7, json["cpu"]!["age_seconds"]!.GetValue<double>());
        Assert.Equal(["zone", "package", "is_package"], Keys(json["cpu"]!["zones"]![0]!));
        Assert.Equal(0, json["gpu"]!["gpus"]![0]!["gpu_up"]!.GetValue<int>());
        Assert.Null(json["gpu"]!["gpus"]![0]!["gpu_power_draw_watts"]);
    }

    [Fact]
    public void ALostGpuHasNoReadingsEvenIfItStillReportsSome()
    {
        _node.SampleGpu();
        _node.Time.Advance(TimeSpan.FromSeconds(1));
        var lost = Parse(_node.Document(), since: 0)["gpu"]!["gpus"]![1]!;
        Assert.Equal(0, lost["gpu_up"]!.GetValue<int>());
        Assert.Null(lost["gpu_encoder_sessions"]);
        Assert.All(lost["history"]!["gpu_encoder_sessions"]!.AsArray(), Assert.Null);
    }

    [Fact]
    public void InvalidNumbersOfADriverAreOmittedAndItsTextIsEscaped()
    {
        _node.SampleGpu(
            new GpuInventory("nvml", "1", 1, [new GpuIdentity { Index = 0, BusId = "b", Name = "</script><b>\u2028\ud800" }]),
            new GpuReading { Up = true, PowerDrawWatts = double.NaN, TemperatureCelsius = double.PositiveInfinity });
        var document = _node.Document();
        var gpu = Parse(document, since: 0)["gpu"]!["gpus"]![0]!;
        Assert.Null(gpu["gpu_power_draw_watts"]);
        Assert.Null(gpu["gpu_temperature_celsius"]);
        Assert.DoesNotContain("<", Encoding.UTF8.GetString(document.Get(null).Span));
    }

    [Fact]
    public void ItIsRenderedOnceForAllClients()
    {
        _node.SampleCpu();
        var document = _node.Document();
        var (now, whole) = (document.Get(null), document.Get(0));
        _node.SampleCpu();
        _node.Time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Equal(now, document.Get(null));
        Assert.Equal(whole, document.Get(0));
        Assert.Equal(whole, document.Get(Second(document) - 11));
        Assert.Equal(whole, document.Get(Second(document) + 1));
        _node.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotEqual(now, document.Get(null));
    }

    /// <summary>A client that requests only what it lacks ends up with the same as one that requests everything.</summary>
    [Fact]
    public void TheIncrementsAddUpToTheFullHistory()
    {
        var document = _node.Document();
        var (collected, since) = (new List<double?>(), Second(document));
        for (var tick = 0; tick < 70; tick++)
        {
            _node.SampleCpu(MadeUpNode.Zones, [.. MadeUpNode.ZoneReadings.Select(reading => reading with { Power = new Power(tick) })]);
            _node.Time.Advance(TimeSpan.FromMilliseconds(tick % 7 == 0 ? 2500 : 500));
            if (tick % 3 > 0)
                continue;
            var json = Parse(document, since);
            since = json["second"]!.GetValue<long>();
            collected.AddRange(Power(json));
        }
        Assert.Equal(Power(Parse(document, since: 0)).TakeLast(collected.Count), collected);
        Assert.Contains(null, collected);
        Assert.Contains(collected, watts => watts > 60);
    }

    [Fact]
    public void KeepingHistoryAllocatesNothingOnATick()
    {
        _node.SampleCpu();
        _node.SampleGpu();
        var allocated = 0L;
        for (var second = 0; second < 700; second++)
        {
            _node.Time.Advance(TimeSpan.FromSeconds(1));
            var before = GC.GetAllocatedBytesForCurrentThread();
            _node.Cpu.Publish(1, MadeUpNode.Zones, MadeUpNode.ZoneReadings);
            _node.Gpu.Publish(1, MadeUpNode.Gpus, MadeUpNode.GpuReadings);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void ItNamesTheHostAndSaysHowLongTheDaemonHasRun()
    {
        var document = _node.Document();
        _node.Time.Advance(TimeSpan.FromSeconds(90.5));
        var json = Parse(document, since: null);
        Assert.Equal(MadeUpNode.Host, json["host"]!.GetValue<string>());
        Assert.Equal(90, json["uptime_seconds"]!.GetValue<long>());
        Assert.Equal(Environment.MachineName, new ReadingsDocument(MadeUpNode.Build, false, [], _node.Clock, _node.Time).Host);
    }

    [Fact]
    public void ADeviceThatTheMachineLacksIsMissingAndNotWanted()
    {
        _node.CpuStatus.Down("zone_lost", "The zones went away.");
        _node.GpuStatus.Down("library_missing", "There is no library.", isWanted: false);
        var json = Parse(_node.Document(), since: null);
        Assert.True(json["cpu"]!["wanted"]!.GetValue<bool>());
        Assert.False(json["gpu"]!["wanted"]!.GetValue<bool>());
        Assert.Equal("No NVIDIA GPU on this node.", _node.Readings[1].Table().State);
        _node.SampleGpu();
        Assert.Null(Parse(_node.Document(), since: null)["gpu"]!["wanted"]);
    }

    [Fact]
    public void CompressedItIsTheSameAndRenderedOnceToo()
    {
        _node.SampleCpu();
        _node.SampleGpu();
        var document = _node.Document();
        var compressed = document.Get(0, gzip: true);
        Assert.Equal(compressed, document.Get(0, gzip: true));
        using var plain = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress))
            gzip.CopyTo(plain);
        Assert.Equal(document.Get(0).ToArray(), plain.ToArray());
        _node.Time.Advance(ReadingsDocument.MaxAge);
        Assert.NotEqual(compressed, document.Get(0, gzip: true));
    }

    [Fact]
    public void WithoutSinceThereIsNoHistory()
    {
        _node.SampleCpu();
        Assert.Null(Parse(_node.Document(), since: null)["cpu"]!["zones"]![0]!["history"]);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("?since=0", 0L)]
    [InlineData("?since=81234", 81234L)]
    public void AValidQueryIsParsed(string query, long? since) =>
        Assert.Equal(new ReadingsRequest(since), ReadingsRequest.Parse(query));

    [Theory]
    [InlineData("?since=")]
    [InlineData("?since=-1")]
    [InlineData("?since=1&since=2")]
    [InlineData("?since=99999999999999999999")]
    [InlineData("?after=1")]
    public void AnotherQueryIsRejected(string query) => Assert.Null(ReadingsRequest.Parse(query));

    static long Second(ReadingsDocument document) => Parse(document, since: null)["second"]!.GetValue<long>();

    static IEnumerable<double?> Power(JsonNode json) =>
        json["cpu"]!["zones"]?.AsArray().FirstOrDefault()?["history"]!["rapl_power_watts"]!.AsArray().Select(value => (double?)value) ?? [];

    static IEnumerable<string> Keys(JsonNode node) => node.AsObject().Select(property => property.Key);

    static JsonNode Parse(ReadingsDocument document, long? since) => JsonNode.Parse(document.Get(since).Span)!;
}
