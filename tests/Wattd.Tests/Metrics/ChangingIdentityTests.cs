using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Prometheus;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Cpu.Views;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Views;
using Wattd.Collectors.Sampling;
using Wattd.Metrics;
using Wattd.Tests.Collectors.Gpu;
using Wattd.Tests.Support;

namespace Wattd.Tests.Metrics;

/// <summary>GPUs and zones that change each time are on the page while they are present, and cost nothing afterwards.</summary>
[CollectionDefinition(nameof(ChangingIdentities), DisableParallelization = true)]
public sealed class ChangingIdentities;

/// <summary>They measure the heap: no other test runs at the same time.</summary>
[Collection(nameof(ChangingIdentities))]
public sealed class ChangingIdentityTests
{
    const long MostGrowth = 1 << 20;

    readonly FakeTimeProvider _time = new();

    [Fact]
    public void TenThousandGpusThatComeAndGoLeaveNothingBehind()
    {
        var source = new FakeGpuSource("nvml", TimeSpan.FromSeconds(1)) { Fill = readings => readings.Add() = default };
        var latest = new LatestSample<GpuInventory, GpuReading>();
        latest.Listen(new GpuHistory(new SecondClock(_time)));
        using var folder = new TemporaryFolder();
        using var sampler = new GpuSampler(
            new GpuOptions { SysfsPath = folder.Path, Source = GpuSourceChoice.Nvml }, () => source, () => source, latest, _time,
            NullLogger.Instance);
        var page = Page(metrics => new GpuSeries(metrics, latest, sampler.Status), latest);
        var number = 0;

        AssertBounded(10_000, () =>
        {
            var gpu = FakeGpuSource.Gpu(0) with { BusId = $"{++number:X8}:01:00.0", Uuid = $"GPU-{number}" };
            source.Inventory = new GpuInventory("nvml", "580", 1, [gpu]);
            source.Fill = readings => readings.Add() = new GpuReading { Up = number % 2 == 0, PowerDrawWatts = 50, EccCorrectedErrors = 1 };
            var version = latest.Version;
            _time.Advance(TimeSpan.FromSeconds(1));
            Eventually.Wait(
                () =>
                {
                    sampler.Sample();
                    return latest.Version != version;
                },
                "a published sample");
            if (number % 10 == 0)
                Assert.Single(page.Lines("gpu_up{"));
        });
    }

    [Fact]
    public void ZonesThatComeAndGoLeaveNothingBehind()
    {
        using var folder = new TemporaryFolder();
        var zone = new PowercapTreeBuilder(folder.Path).Zone("intel-rapl:0", "package-0");
        var latest = new LatestSample<CpuInventory, ZoneReading>();
        latest.Listen(new CpuHistory(new SecondClock(_time)));
        var options = new CpuOptions { SysfsPath = folder.Path, ProcfsPath = folder.File("proc") };
        using var sampler = new CpuSampler(options, latest, NullLogger.Instance, _time, () => false);
        var page = Page(metrics => new CpuSeries(metrics, latest, sampler.Status), latest);
        var number = 0;

        AssertBounded(2_000, () =>
        {
            zone.Write("name", $"package-{++number}");
            _time.Advance(options.DiscoveryInterval);
            sampler.Sample();
            if (number % 10 == 0)
                Assert.Single(page.Lines("rapl_energy_joules_total{"));
        });
    }

    MetricsPage Page<TInventory, TReading>(Func<IMetricFactory, ISeries> create, LatestSample<TInventory, TReading> latest)
        where TInventory : class
        where TReading : struct
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        return new MetricsPage(
            registry, [create(Prometheus.Metrics.WithCustomRegistry(registry))], () => latest.Version, _time, simulated: false, new PageCompressor());
    }

    /// <summary>Runs a tenth of the iterations first, so that everything that is kept on purpose exists.</summary>
    static void AssertBounded(int times, Action action)
    {
        for (var i = 0; i < times / 10; i++)
            action();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < times; i++)
            action();
        // What earlier tests have left may go meanwhile.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostGrowth);
    }
}
