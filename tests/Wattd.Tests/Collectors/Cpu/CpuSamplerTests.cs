using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Cpu.Metering;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Cpu;

public sealed class CpuSamplerTests : IDisposable
{
    readonly SampledNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void EnergyCountsFromZeroAtTheFirstRead()
    {
        var zone = _node.Tree.Zone("intel-rapl:0", "package-0", energy: 62_881_284_533);
        _node.Sample();
        Assert.Equal(new ZoneReading(new Energy(0), null, 0), _node.Reading("package_0/0"));

        zone.Energy += 4_000_000;
        _node.Sample(0.1);
        Assert.Equal(new ZoneReading(new Energy(4_000_000), null, 0) { Peak = new Power(40) }, _node.Reading("package_0/0"));
    }

    [Fact]
    public void OfTooManyZonesSomeAreMeasuredAndAllAreCounted()
    {
        for (var i = 0; i <= ZoneMeters.MostZones; i++)
            _node.Tree.Zone($"intel-rapl:{i}", $"package-{i}");

        _node.Sample();
        _node.Sample(60);

        Assert.Equal((ZoneMeters.MostZones, ZoneMeters.MostZones + 1), (_node.Latest.Readings.Length, _node.Latest.Inventory.Discovered));
        Assert.Single(_node.Log.Events, name => name == "TooManyZones");
    }

    [Fact]
    public void ASampleIsPublishedWhenItsStateIsKnown()
    {
        var states = new OutagesWhilePublishing<CpuInventory, ZoneReading>(_node.Sampler.Status);
        _node.Listen(states);
        _node.Sample();
        _node.Tree.Zone("intel-rapl:0", "package-0");
        _node.Sample(60);

        Assert.Equal([CpuFailure.NoPowercap, null], states.Reasons);
    }

    [Fact]
    public void WhereRaplIsRequiredTheHostReportsThatItIsMissing()
    {
        using var node = new SampledNode(new CpuOptions { Mode = CollectorMode.Required });

        node.Sample();

        Assert.Equal(CpuFailure.NoPowercap, node.Sampler.Status.Outage?.Reason);
        Assert.Empty(node.Log.Events);
    }

    [Fact]
    public void ADisabledZoneIsStillCounted()
    {
        var zone = _node.Tree.Zone("intel-rapl:0", "psys");
        zone.Write("enabled", "0");
        _node.Sample();
        zone.Energy += 7;
        Assert.Equal(7u, _node.Sample(0.1).Reading("psys/")!.Value.Energy!.Value.Microjoules);
    }

    [Fact]
    public void PowerIsTheEnergyOfTheWindowOverItsTime()
    {
        var zone = _node.Tree.Zone("intel-rapl:0", "package-0");
        _node.Sample();
        for (var tick = 0; tick < 25; tick++)
        {
            zone.Energy += 15_000_000;
            _node.Sample(0.1);
        }
        Assert.Equal(150, _node.Reading("package_0/0")!.Value.Power!.Value.Watts, 1e-6);
    }

    [Fact]
    public void EveryZoneWrapsByItself()
    {
        var package = _node.Tree.Zone("intel-rapl:0", "package-0", PowercapTreeBuilder.IntelRange - 1_000_000);
        var dram = _node.Tree.Zone("intel-rapl:0:0", "dram", 65_712_999_613 - 2_000_000, 65_712_999_613);
        _node.Sample();
        package.Energy = 9_000_000;
        dram.Energy = 1_000_000;
        _node.Sample(0.1);
        Assert.Equal(new ZoneReading(new Energy(10_000_000), null, 1) { Peak = new Power(100) }, _node.Reading("package_0/0"));
        Assert.Equal(new ZoneReading(new Energy(3_000_000), null, 1) { Peak = new Power(30) }, _node.Reading("dram/0"));
    }

    [Fact]
    public void ASteadyTickAllocatesNothing()
    {
        var zone = _node.Tree.Zone("intel-rapl:0", "package-0");
        _node.Tree.Zone("intel-rapl:0:0", "dram");
        for (var tick = 0; tick < 40; tick++)
            Tick();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var tick = 0; tick < 20; tick++)
            _node.Sampler.Sample();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.NotNull(_node.Reading("package_0/0")!.Value.Power);

        void Tick()
        {
            zone.Energy += 1_000_000;
            _node.Sample(0.1);
        }
    }

    [Fact]
    public void AnOutageAllocatesNothingEither()
    {
        _node.Sample().Sample(0.1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var tick = 0; tick < 20; tick++)
            _node.Sampler.Sample();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void TheFirstSampleReportsThatThereIsNoRapl()
    {
        _node.Sample();
        Assert.Equal(CpuFailure.NoPowercap, _node.Sampler.Status.Outage!.Reason);
        Assert.Equal((0, 0), (_node.Latest.Inventory.Discovered, _node.Latest.Inventory.Zones.Length));
        var (name, message) = Assert.Single(_node.Log.Lines);
        Assert.Equal("PowercapMissing", name);
        Assert.Contains("modprobe intel_rapl_msr", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ZonesThatAppearLaterAreFoundAndLoggedOnce()
    {
        for (var tick = 0; tick < 70; tick++)
            _node.Sample(1);
        Assert.Equal(["PowercapMissing"], _node.Log.Events);
        Assert.Equal(3, _node.Failures(CpuFailure.NoPowercap));

        _node.Tree.Zone("intel-rapl:0", "package-0");
        for (var tick = 0; tick < 70; tick++)
            _node.Sample(1);
        Assert.Null(_node.Sampler.Status.Outage);
        Assert.Equal(["PowercapMissing", "CpuMeasured"], _node.Log.Events);
    }

    [Fact]
    public void AZoneThatIsAddedJoinsWithoutDisturbingTheOthers()
    {
        var package = _node.Tree.Zone("intel-rapl:0", "package-0");
        _node.Sample();
        package.Energy += 5;
        _node.Tree.Zone("intel-rapl:0:0", "dram", energy: 77);
        _node.Sample(31);
        Assert.Equal(5u, _node.Reading("package_0/0")!.Value.Energy!.Value.Microjoules);
        Assert.Equal(0u, _node.Reading("dram/0")!.Value.Energy!.Value.Microjoules);
    }

    [Fact]
    public void LimitsFollowAndTheInventoryStaysTheSameWhileNothingChanges()
    {
        var zone = _node.Tree.Zone("intel-rapl:0", "package-0").Constraint(0, "long_term", 15_000_000);
        _node.Sample();
        var first = _node.Latest.Inventory;
        _node.Sample(31);
        Assert.Same(first, _node.Latest.Inventory);

        zone.Constraint(0, "long_term", 20_000_000);
        _node.Sample(31);
        Assert.Equal(20, _node.Latest.Inventory.Zones[0].Limits[0].Limit.Watts);
        Assert.Equal(["CpuMeasured"], _node.Log.Events);
    }
}
