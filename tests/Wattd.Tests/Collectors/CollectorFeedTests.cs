using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Sampling;
using Wattd.Commands;
using Wattd.Settings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors;

public sealed class CollectorFeedTests
{
    static readonly OptionSet Simulated = WattdSettings.Table.Defaults.With<CollectorOptions>(options => options with { Simulate = true });

    readonly CollectorContext _context = new(NullLoggerFactory.Instance, TimeProvider.System, new SecondClock(TimeProvider.System));

    [Fact]
    public void ACollectorFindsTheSamplesOfThoseBeforeIt()
    {
        var collectors = CollectorList.Create(Simulated, _context);
        var (cpu, gpu) = (_context.Find<CpuFeed>()!, _context.Find<GpuFeed>()!);
        Eventually.Wait(
            () =>
            {
                foreach (var collector in collectors)
                    collector.Sampler.Sample();
                return gpu.Latest.Read() is not null;
            },
            "a sample");

        Assert.Equal((5, 2), (cpu.Latest.Read()!.Readings.Length, gpu.Latest.Read()!.Readings.Length));
        Assert.Same(collectors[0].Status, cpu.Status);
        Assert.Same(collectors[1].Status, gpu.Status);
        foreach (var collector in collectors)
            collector.Sampler.Dispose();
    }

    [Fact]
    public void ACollectorThatIsOffOffersNone()
    {
        CollectorList.Create(Simulated.With<GpuOptions>(gpu => gpu with { Mode = CollectorMode.Off }), _context);

        Assert.NotNull(_context.Find<CpuFeed>());
        Assert.Null(_context.Find<GpuFeed>());
    }

    /// <summary>The values are in the samples and not on the pages.</summary>
    [Fact]
    public void ACollectorCanAskForTheProcessesOnTheGpus()
    {
        using var sampler = CollectorList.Create(Simulated, _context)[1].Sampler;
        var gpu = _context.Find<GpuFeed>()!;
        Eventually.Wait(() => Sampled()?.Readings is { Length: 2 } readings && readings.All(reading => reading.Processes is null), "GPUs without processes");

        gpu.Processes.IsAsked = true;
        Eventually.Wait(() => Sampled()!.Readings.All(reading => reading.Processes is { Length: > 0 }), "GPUs with processes");
        Assert.False(gpu.Processes.IsServed);

        Sample<GpuInventory, GpuReading>? Sampled()
        {
            sampler.Sample();
            return gpu.Latest.Read();
        }
    }
}
