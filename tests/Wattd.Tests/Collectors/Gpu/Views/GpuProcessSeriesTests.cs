using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Collectors.Gpu.Views;
using Wattd.Metrics;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.Views;

public sealed class GpuProcessSeriesTests
{
    static readonly GpuInventory One = new("nvml", "1.2", 1, [new GpuIdentity { Index = 0, BusId = "b", Name = "n", Uuid = "u" }]);

    const string Gpu = "gpu_id=\"b\",gpu_name=\"n\",gpu_uuid=\"u\"";

    readonly MadeUpNode _node = new();
    readonly MetricsPage _page;

    public GpuProcessSeriesTests() => _page = _node.Page(cpu: false);

    [Fact]
    public void SessionsAreCountedByCodecAndSize()
    {
        Sample(Sessions(
            Session(1, EncoderCodec.H264, 1920, 1080), Session(2, EncoderCodec.H264, 1920, 1080), Session(3, EncoderCodec.Hevc, 3840, 2160),
            Session(4, EncoderCodec.Av1, 1280, 720), Session(5, EncoderCodec.Other, 640, 360)));

        Assert.Equal(
            [
                $"gpu_encoder_codec_sessions{{{Gpu},codec=\"av1\",resolution=\"1280x720\"}} 1",
                $"gpu_encoder_codec_sessions{{{Gpu},codec=\"h264\",resolution=\"1920x1080\"}} 2",
                $"gpu_encoder_codec_sessions{{{Gpu},codec=\"hevc\",resolution=\"3840x2160\"}} 1",
                $"gpu_encoder_codec_sessions{{{Gpu},codec=\"other\",resolution=\"640x360\"}} 1",
            ],
            _page.Lines("gpu_encoder_codec_sessions{").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void MoreThanThirtyTwoPairsAreOtherAndEverySessionIsCounted()
    {
        EncoderSession[] sessions =
        [
            .. Enumerable.Range(1, 40).SelectMany(pair => Enumerable.Repeat(
                Session((uint)pair, pair % 2 == 0 ? EncoderCodec.H264 : EncoderCodec.Hevc, 16 * (uint)pair, 16), pair == 1 ? 3 : 1)),
        ];

        Sample(Sessions(sessions));

        var lines = _page.Lines("gpu_encoder_codec_sessions{");
        Assert.Equal(32 + 1, lines.Length);
        Assert.Equal(42, lines.Sum(line => int.Parse(line.Split(' ')[^1])));
        Assert.Equal(
            [$"gpu_encoder_codec_sessions{{{Gpu},codec=\"hevc\",resolution=\"other\"}} 8"], lines.Where(line => line.Contains("other")));
        Assert.Contains($"gpu_encoder_codec_sessions{{{Gpu},codec=\"hevc\",resolution=\"16x16\"}} 3", lines);
    }

    [Fact]
    public void WhatIsGoneHasNoSeries()
    {
        _node.SampleGpu();
        var some = MadeUpNode.GpuReadings[0];
        Assert.NotEmpty(Lines());

        _node.SampleGpu(MadeUpNode.Gpus, some with { EncoderSessionList = [], Processes = [] }, default);
        Assert.All(Lines(), line => Assert.True(line.StartsWith("gpu_process_samples_dropped_total", StringComparison.Ordinal) || line.Contains("unlisted"), line));

        _node.SampleGpu(MadeUpNode.Gpus, some, default);
        Assert.Equal(2, _page.Lines("gpu_process_memory_bytes{").Length);
        _node.SampleGpu(MadeUpNode.Gpus, some with { EncoderSessionList = null, Processes = null, DroppedSamples = null }, default);
        Assert.Empty(Lines());

        _node.SampleGpu(MadeUpNode.Gpus, some, default);
        _node.SampleGpu(MadeUpNode.Gpus, some with { Up = false }, default);
        Assert.Empty(Lines());

        _node.SampleGpu(MadeUpNode.Gpus, some, default);
        Assert.NotEmpty(Lines());
        Sample(new GpuReading { Up = true });
        Assert.Empty(Lines());
    }

    [Fact]
    public void AnExpiredSampleHasNone()
    {
        _node.SampleGpu();
        Assert.NotEmpty(Lines());
        _node.Time.Advance(TimeSpan.FromSeconds(7));
        _node.SampleCpu();
        Assert.Empty(Lines());
    }

    [Fact]
    public void ASessionIsItsInfoItsFrameRateAndItsLatency()
    {
        _node.SampleGpu();

        Assert.Equal(1, Read("gpu_encoder_session_info", "session=\"17\",pid=\"4711\",codec=\"h264\",resolution=\"1920x1080\""));
        Assert.Equal(237, Read("gpu_encoder_session_fps", "session=\"18\""));
        Assert.Equal(4.3, Read("gpu_encoder_session_latency_seconds", "session=\"18\""));
        Assert.Equal(66.5, Read("gpu_process_utilization_percent", "pid=\"4711\",engine=\"encoder\""));
        Assert.Equal(0, Read("gpu_process_utilization_percent", "pid=\"1822\",engine=\"sm\""));
        Assert.Equal(1_215_692_800, Read("gpu_process_memory_bytes", "pid=\"4711\""));
        Assert.Equal(2, Read("gpu_process_samples_dropped_total", "reason=\"out_of_range\""));
    }

    [Fact]
    public void MoreThanSixtyFourAreCountedAndNotListed()
    {
        Sample(new GpuReading
        {
            Up = true,
            EncoderSessionList = [.. Enumerable.Range(1, 70).Select(id => Session((uint)id, EncoderCodec.H264, 1920, 1080))],
            Processes = [.. Enumerable.Range(1, 100).Select(pid => new GpuProcess((uint)pid, null, 1))],
        });

        Assert.Equal((64, 6), (_page.Lines("gpu_encoder_session_info{").Length, Read("gpu_encoder_sessions_unlisted")));
        Assert.Equal((64, 36), (_page.Lines("gpu_process_memory_bytes{").Length, Read("gpu_processes_unlisted")));
        Assert.Equal(70, Read("gpu_encoder_codec_sessions"));
    }

    /// <summary>As when another collector needs the processes.</summary>
    [Fact]
    public void WithoutTheSettingOnlySessionsByCodecAreServed()
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        var series = new GpuSeries(Prometheus.Metrics.WithCustomRegistry(registry), _node.Gpu, _node.GpuStatus);
        var page = new MetricsPage(registry, [series], () => _node.Gpu.Version, _node.Time, false, new PageCompressor());
        _node.SampleGpu();

        Assert.Equal(
            ["gpu_encoder_codec_sessions"],
            page.Lines("# TYPE ").Select(line => line.Split(' ')[2]).Intersect(GpuProcessFamilies.All.Select(family => family.Name)));
    }

    double? Read(string name, string labels = "") => Support.Page.Parse(_page.Text())[name, labels];

    void Sample(GpuReading reading) => _node.SampleGpu(One, reading);

    IEnumerable<string> Lines() => GpuProcessFamilies.All.SelectMany(family => _page.Lines($"{family.Name}{{"));

    static GpuReading Sessions(params EncoderSession[] sessions) => new() { Up = true, EncoderSessions = sessions.Length, EncoderSessionList = [.. sessions] };

    static EncoderSession Session(uint id, EncoderCodec codec, uint width, uint height) => new(id, 4711, codec, width, height);
}
