using System.IO.Compression;
using System.Text;
using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Metrics;
using Wattd.Tests.Support;

namespace Wattd.Tests.Metrics;

public sealed class MetricsPageTests
{
    readonly MadeUpNode _node = new();

    [Fact]
    public void APageIsRenderedOncePerSample()
    {
        var series = new CountingSeries();
        var page = new MetricsPage(Prometheus.Metrics.NewCustomRegistry(), [series], () => _node.Cpu.Version, _node.Time, simulated: false, new PageCompressor());

        _ = page.Text();
        _ = page.Text(PageFormat.OpenMetrics);
        _ = page.Get(PageFormat.Text, gzip: true);
        Assert.Equal(1, series.Updates);

        _node.SampleCpu();
        _ = page.Text();
        _ = page.Text();
        Assert.Equal(2, series.Updates);
    }

    [Fact]
    public void APageOlderThanASecondIsRenderedAgain()
    {
        _node.SampleCpu();
        var page = _node.Page();
        Assert.Equal(0, page.Value("wattd_collector_last_sample_age_seconds{collector=\"cpu\"}"));
        _node.Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(0, page.Value("wattd_collector_last_sample_age_seconds{collector=\"cpu\"}"));
        _node.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, page.Value("wattd_collector_last_sample_age_seconds{collector=\"cpu\"}"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void ACachedPageCostsNoAllocation(bool openMetrics, bool gzip)
    {
        var format = openMetrics ? PageFormat.OpenMetrics : PageFormat.Text;
        _node.SampleCpu();
        var page = _node.Page();
        for (var i = 0; i < 100; i++)
            _ = page.Get(format, gzip);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _ = page.Get(format, gzip);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void AnOldRenderingIsNotOverwrittenByTheNext()
    {
        _node.SampleCpu();
        var page = _node.Page();
        var old = page.Get(PageFormat.Text, gzip: false);
        var text = Encoding.UTF8.GetString(old.Span);
        _node.SampleCpu(new CpuInventory([], 0));
        Assert.NotEqual(text, page.Text());
        Assert.Equal(text, Encoding.UTF8.GetString(old.Span));
    }

    [Theory]
    [InlineData(PageFormat.Text)]
    [InlineData(PageFormat.OpenMetrics)]
    public void GzipHoldsTheSamePage(int format)
    {
        _node.SampleCpu();
        _node.SampleGpu();
        var page = _node.Page();
        using var gzip = new GZipStream(
            new MemoryStream(page.Get((PageFormat)format, gzip: true).ToArray()), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        Assert.Equal(page.Get((PageFormat)format, gzip: false).ToArray(), plain.ToArray());
    }

    [Fact]
    public void BothFormatsHoldTheSameValues()
    {
        _node.SampleCpu();
        _node.SampleGpu();
        var page = _node.Page(procfs: "/proc");
        var openMetrics = OpenMetricsParser.Parse(page.Get(PageFormat.OpenMetrics, gzip: false).Span);
        var text = page.Text().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').ToList();
        Assert.Equal(text.Count, openMetrics.Count);
        Assert.All(
            text.Where(line => !line.Contains('{')),
            line => Assert.Equal(double.Parse(line.Split(' ')[1]), openMetrics[line.Split(' ')[0] + "{}"]));
    }

    [Fact]
    public void ASimulatedPageSaysSoFirst()
    {
        var page = _node.Page(simulated: true);
        Assert.StartsWith("# SIMULATED: ", page.Text());
        Assert.Equal(1, page.Value("wattd_simulated"));
        _ = OpenMetricsParser.Parse(page.Get(PageFormat.OpenMetrics, gzip: false).Span);
    }

    [Fact]
    public void APageIsWholeForManyReadersWhileSamplesArrive()
    {
        var page = _node.Page(gpu: false);
        var zones = new CpuInventory([new Zone("package_0", "0", []), new Zone("package_1", "1", [])], 2);
        var done = false;
        var sampler = new Thread(() =>
        {
            for (var i = 1u; !Volatile.Read(ref done); i++)
                _node.SampleCpu(zones, Reading(i), Reading(i));
        });
        sampler.Start();
        try
        {
            Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
            {
                var values = page.Text().Split('\n')
                    .Where(line => line.StartsWith("rapl_power_watts{", StringComparison.Ordinal))
                    .Select(line => line.Split(' ')[1]).ToList();
                Assert.True(values.Count is 0 or 2);
                Assert.True(values.Distinct().Count() <= 1);
            });
        }
        finally
        {
            Volatile.Write(ref done, true);
            sampler.Join();
        }
    }

    [Fact]
    public void ASeriesThatFailsIsTriedAgain()
    {
        var series = new CountingSeries { Fails = true };
        var page = new MetricsPage(Prometheus.Metrics.NewCustomRegistry(), [series], () => 0, _node.Time, simulated: false, new PageCompressor());
        Assert.Throws<InvalidOperationException>(() => page.Text());
        series.Fails = false;
        _ = page.Text();
        Assert.Equal(2, series.Updates);
    }

    static ZoneReading Reading(uint value) => new(new Energy(value), new Power(value), 0);

    sealed class CountingSeries : ISeries
    {
        public int Updates { get; private set; }

        public bool Fails { get; set; }

        public void Update()
        {
            Updates++;
            if (Fails)
                throw new InvalidOperationException("made up");
        }
    }
}
