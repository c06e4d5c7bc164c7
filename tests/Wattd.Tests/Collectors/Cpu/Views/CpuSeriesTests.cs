using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Cpu.Views;

public sealed class CpuSeriesTests
{
    readonly MadeUpNode _node = new();

    [Fact]
    public void BeforeTheFirstSampleThereIsNoReading()
    {
        var page = _node.Page(gpu: false);
        Assert.Equal(0, page.Value("rapl_available"));
        Assert.Empty(page.Lines("rapl_power_watts"));
        Assert.Empty(page.Lines("rapl_energy_joules_total"));
        Assert.Null(page.Value("rapl_zones_discovered"));
    }

    [Fact]
    public void AMachineWithoutZonesReportsZeroZones()
    {
        _node.Cpu.Publish(_node.Time.GetTimestamp(), new CpuInventory([], 0), []);
        _node.CpuStatus.Down("permission_denied", "There is nothing.");
        var page = _node.Page(gpu: false);
        Assert.Equal(0, page.Value("rapl_available"));
        Assert.Equal(0, page.Value("rapl_zones_discovered"));
    }

    [Fact]
    public void AReadingThatIsNullIsAbsent()
    {
        _node.SampleCpu();
        var page = _node.Page(gpu: false);
        Assert.Equal(101.125, page.Value("rapl_power_watts{zone=\"package_1\",package=\"1\"}"));
        Assert.Null(page.Value("rapl_power_watts{zone=\"dram\",package=\"1\"}"));
        Assert.Null(page.Value("rapl_energy_joules_total{zone=\"dram\",package=\"1\"}"));
        Assert.Equal(0, page.Value("rapl_wraps_total{zone=\"dram\",package=\"1\"}"));
    }

    [Fact]
    public void PsysHasNoPackage()
    {
        _node.SampleCpu();
        Assert.Equal(999.999999, _node.Page(gpu: false).Value("rapl_energy_joules_total{zone=\"psys\"}"));
    }

    [Fact]
    public void AStaleSampleIsAbsentAndComesBackWhereItWas()
    {
        const string energy = "rapl_energy_joules_total{zone=\"package_0\",package=\"0\"}";
        _node.SampleCpu();
        var page = _node.Page(gpu: false);
        Assert.Equal(1, page.Value("rapl_available"));

        _node.Time.Advance(_node.CpuStatus.SampleLifetime + TimeSpan.FromMilliseconds(1));
        // Counters and histograms stay; what is measured now does not.
        Assert.DoesNotContain(page.Lines("rapl_power_"), line => !line.StartsWith("rapl_power_near_limit_", StringComparison.Ordinal)
            && !line.StartsWith("rapl_power_distribution_", StringComparison.Ordinal));
        Assert.Empty(page.Lines("rapl_energy_"));
        Assert.Equal(0, page.Value("rapl_available"));
        Assert.Equal(6, page.Value("rapl_zones_discovered"));
        Assert.Equal(2, page.Value("rapl_wraps_total{zone=\"package_0\",package=\"0\"}"));

        _node.SampleCpu();
        Assert.Equal(123.456789, page.Value(energy));
        Assert.Equal(205, page.Value("rapl_power_limit_watts{zone=\"package_1\",package=\"1\",constraint=\"long_term\"}"));
        Assert.Equal(1, page.Value("rapl_available"));
    }

    [Fact]
    public void AZoneThatIsUnreadableTurnsAbsentAndTheOthersStay()
    {
        var zones = new CpuInventory([new Zone("package_0", "0", []), new Zone("dram", "0", [])], 2);
        _node.SampleCpu(zones, Reading(5_000_000), Reading(1_000_000));
        var page = _node.Page(gpu: false);
        Assert.Equal(2, page.Lines("rapl_energy_joules_total{").Length);

        _node.SampleCpu(zones, Reading(6_000_000), default);
        Assert.Equal(["rapl_energy_joules_total{zone=\"package_0\",package=\"0\"} 6"], page.Lines("rapl_energy_joules_total{"));

        _node.SampleCpu(zones, default, default);
        Assert.Empty(page.Lines("rapl_energy_joules_total{"));
        Assert.Equal(0, page.Value("rapl_available"));
    }

    [Fact]
    public void AZoneThatGoesLeavesThePageAndOneThatComesJoinsIt()
    {
        _node.SampleCpu(new CpuInventory([new Zone("package_0", "0", []), new Zone("psys", "", [])], 2), Reading(1_000_000), Reading(2_000_000));
        var page = _node.Page(gpu: false);
        _ = page.Text();

        _node.SampleCpu(new CpuInventory([new Zone("psys", "", []), new Zone("dram", "0", [])], 2), Reading(3_000_000), Reading(4_000_000));
        Assert.Equal(
            ["rapl_energy_joules_total{zone=\"dram\",package=\"0\"} 4", "rapl_energy_joules_total{zone=\"psys\"} 3"],
            page.Lines("rapl_energy_joules_total{"));
        Assert.Empty(page.Lines("rapl_wraps_total{zone=\"package_0\""));
    }

    [Fact]
    public void ALimitFollowsTheInventory()
    {
        var page = _node.Page(gpu: false);
        _node.SampleCpu(Limited(new("long_term", new Power(200)), new("short_term", new Power(240))), Reading(1));
        Assert.Equal(2, page.Lines("rapl_power_limit_watts{").Length);
        _node.SampleCpu(Limited(new PowerLimit("long_term", new Power(150))), Reading(2));
        Assert.Equal(
            ["rapl_power_limit_watts{zone=\"package_0\",package=\"0\",constraint=\"long_term\"} 150"],
            page.Lines("rapl_power_limit_watts{"));
    }

    [Fact]
    public void TheStatusPageShowsTheSameReadings()
    {
        var table = _node.Readings[0];
        Assert.Empty(table.Table().Rows);
        Assert.Equal("No readings: not sampled yet", table.Table().State);
        _node.SampleCpu();
        Assert.Equal(["package_0", "0", "98.5", "123.1", "0.0", "2"], table.Table().Rows[0]);
        Assert.Equal(["dram", "1", "", "", "", "0"], table.Table().Rows[3]);
        Assert.Equal("Sampled 0.0 s ago.", table.Table().State);
        _node.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Empty(table.Table().Rows);
        Assert.Equal("No sample for 6 s.", table.Table().State);
    }

    static CpuInventory Limited(params PowerLimit[] limits) => new([new Zone("package_0", "0", [.. limits])], 1);

    static ZoneReading Reading(ulong microjoules) => new(new Energy(microjoules), new Power(1), 0);
}
