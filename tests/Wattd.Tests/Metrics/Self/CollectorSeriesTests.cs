using System.Globalization;
using CsCheck;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Metrics.Self;

public sealed class CollectorSeriesTests
{
    const string Lateness = "wattd_collector_lateness_seconds";

    readonly MadeUpNode _node = new();

    [Fact]
    public void BeforeTheFirstSampleTheCollectorIsDownWithoutAnAge()
    {
        var page = _node.Page(gpu: false);
        Assert.Equal(0, page.Value("wattd_collector_up{collector=\"cpu\"}"));
        Assert.Equal(1, page.Value("wattd_collector_down_reason{collector=\"cpu\",reason=\"starting\"}"));
        Assert.Empty(page.Lines("wattd_collector_last_sample_age_seconds"));
        Assert.Empty(page.Lines("wattd_collector_sample_duration_seconds"));
        Assert.Equal(0, page.Value("wattd_collector_samples_total{collector=\"cpu\"}"));
    }

    [Fact]
    public void OnlyTheCurrentReasonIsShown()
    {
        _node.SampleCpu();
        var page = _node.Page(gpu: false);
        Assert.Equal(1, page.Value("wattd_collector_up{collector=\"cpu\"}"));
        Assert.Empty(page.Lines("wattd_collector_down_reason{"));

        _node.CpuStatus.Down("zone_lost", "The zone is gone.");
        _node.CpuStatus.Failed("zone_lost");
        _node.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, page.Value("wattd_collector_up{collector=\"cpu\"}"));
        Assert.Equal(["wattd_collector_down_reason{collector=\"cpu\",reason=\"zone_lost\"} 1"], page.Lines("wattd_collector_down_reason{"));
        Assert.Equal(1, page.Value("wattd_collector_errors_total{collector=\"cpu\",reason=\"zone_lost\"}"));

        _node.CpuStatus.Down("permission_denied", "May not.");
        _node.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["wattd_collector_down_reason{collector=\"cpu\",reason=\"permission_denied\"} 1"], page.Lines("wattd_collector_down_reason{"));
    }

    [Fact]
    public void ASamplerThatStopsSilentlyIsDownAsStalled()
    {
        _node.SampleCpu();
        var page = _node.Page(gpu: false);
        _node.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(0, page.Value("wattd_collector_up{collector=\"cpu\"}"));
        Assert.Equal(1, page.Value("wattd_collector_down_reason{collector=\"cpu\",reason=\"stalled\"}"));
        Assert.Equal(6, page.Value("wattd_collector_last_sample_age_seconds{collector=\"cpu\"}"));
    }

    [Theory]
    [InlineData("fifo", 1)]
    [InlineData("slice", 0)]
    [InlineData("none", 0)]
    public void RealtimeSaysWhatTheKernelGranted(string scheduling, double value)
    {
        var page = _node.Page(gpu: false);
        _ = page.Text();
        _node.CpuStatus.Scheduling = scheduling;
        _node.SampleCpu();
        Assert.Equal(
            [$"wattd_collector_realtime{{collector=\"cpu\",scheduling=\"{scheduling}\"}} {value}"],
            page.Lines("wattd_collector_realtime{"));
    }

    [Fact]
    public void TheLatenessHistogramIsExactForAnyNumberOfScrapes() =>
        Gen.Select(Gen.Long[0, 20_000_000].Array[0, 100], Gen.Int[1, 40]).Sample((ticks, scrapeEvery) =>
        {
            var node = new MadeUpNode();
            var page = node.Page(gpu: false);
            for (var i = 0; i < ticks.Length; i++)
            {
                node.CpuStatus.Ticked(TimeSpan.FromTicks(ticks[i]), missed: 1);
                if (i % scrapeEvery == 0)
                {
                    node.Time.Advance(TimeSpan.FromSeconds(1));
                    _ = page.Text();
                }
            }
            node.Time.Advance(TimeSpan.FromSeconds(1));

            Assert.Equal(ticks.Length, page.Value($"{Lateness}_count{{collector=\"cpu\"}}"));
            Assert.Equal(ticks.Length, page.Value("wattd_collector_missed_ticks_total{collector=\"cpu\"}"));
            Assert.Equal(TimeSpan.FromTicks(ticks.Sum()).TotalSeconds, page.Value($"{Lateness}_sum{{collector=\"cpu\"}}")!.Value, 1e-6);
            foreach (var bound in CollectorStatus.LatenessBounds)
            {
                var le = bound.ToString("g", CultureInfo.InvariantCulture);
                Assert.Equal(
                    ticks.Count(tick => TimeSpan.FromTicks(tick).TotalSeconds <= bound),
                    page.Value($"{Lateness}_bucket{{collector=\"cpu\",le=\"{le}\"}}"));
            }
        }, iter: 30);

    [Fact]
    public void BothCollectorsShareAPageWithoutMixing()
    {
        _node.SampleCpu();
        _node.SampleGpu();
        _node.SampleGpu();
        var page = _node.Page();
        Assert.Equal(1, page.Value("wattd_collector_samples_total{collector=\"cpu\"}"));
        Assert.Equal(2, page.Value("wattd_collector_samples_total{collector=\"gpu\"}"));
        Assert.Equal(1, page.Value($"{Lateness}_count{{collector=\"cpu\"}}"));
        Assert.Equal(2, page.Value($"{Lateness}_count{{collector=\"gpu\"}}"));
    }
}
