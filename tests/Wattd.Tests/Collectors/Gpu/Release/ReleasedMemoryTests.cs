using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Sampling;
using Wattd.Commands;
using Wattd.Tests.Collectors.Gpu.NvidiaSmi;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.Release;

/// <summary>What the collector, as the daemon creates it, knows of the GPUs after a release.</summary>
public sealed class ReleasedMemoryTests : IDisposable
{
    readonly NvmlStub _stub = new(gpus: 2);
    readonly FakeNvidiaSmi _smi = new();
    readonly CollectorContext _context = new(NullLoggerFactory.Instance, TimeProvider.System, new SecondClock(TimeProvider.System));
    readonly Collector _collector;

    public ReleasedMemoryTests()
    {
        var options = WattdSettings.Table.Defaults.With<GpuOptions>(gpu => gpu with
        {
            NvmlLibrary = _stub.Library,
            NvidiaSmi = _smi.Path,
            ProcfsPath = _stub.Procfs,
            SysfsPath = _stub.Procfs,
            Interval = TimeSpan.FromMilliseconds(100),
            DiscoveryInterval = TimeSpan.FromMilliseconds(100),
        });
        _collector = new GpuCollector().Create(options, _context);
    }

    public void Dispose()
    {
        _collector.Sampler.Dispose();
        _stub.Dispose();
        _smi.Dispose();
    }

    [Fact]
    public void TheCountersOfPcieContinue()
    {
        _stub[0, NvmlValue.PcieTransmitted] = 1_000;
        Read();
        _stub[0, NvmlValue.PcieTransmitted] = 5_000;
        Assert.Equal(5_000, Read().Readings[0].PcieTransmittedBytes);

        // The driver is loaded again in between.
        ReleaseAndResume(() => _stub[0, NvmlValue.PcieTransmitted] = 100);

        Assert.Equal(5_000, Read().Readings[0].PcieTransmittedBytes);
        _stub[0, NvmlValue.PcieTransmitted] = 300;
        Assert.Equal(5_200, Read().Readings[0].PcieTransmittedBytes);
    }

    [Fact]
    public void AGpuThatIsLostInBetweenKeepsItsIdentityWithNvml()
    {
        var before = Read().Inventory;

        ReleaseAndResume(() => _stub.ReturnForGpu(1, 15));

        var after = Read();
        Assert.Equal(before.Gpus, after.Inventory.Gpus);
        Assert.Equal([true, false], after.Readings.Select(reading => reading.Up));
    }

    [Fact]
    public void AGpuThatIsLostInBetweenKeepsItsIdentityWithNvidiaSmi()
    {
        _stub.Code = 9;
        _smi.Prints(NvidiaSmiRig.Fixture("fan-unknown-error"));
        var before = Read().Inventory;

        ReleaseAndResume(() => _smi.Prints(NvidiaSmiRig.Fixture("lost-nameless")));

        var after = Read();
        Assert.Equal(before.Gpus, after.Inventory.Gpus);
        Assert.Equal([true, false], after.Readings.Select(reading => reading.Up));
    }

    void ReleaseAndResume(Action change)
    {
        Assert.True(_collector.Release!.Release(TimeSpan.FromMinutes(10)).IsDone);
        change();
        Assert.True(_collector.Release.Resume().IsDone);
    }

    Sample<GpuInventory, GpuReading> Read()
    {
        var samples = _collector.Status.Samples;
        Eventually.Wait(
            () =>
            {
                _collector.Sampler.Sample();
                return _collector.Status.Samples > samples;
            },
            "a sample");
        return _context.Find<GpuFeed>()!.Latest.Read()!;
    }
}
