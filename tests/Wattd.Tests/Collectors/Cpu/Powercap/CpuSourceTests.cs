using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Cpu.Powercap;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Cpu.Powercap;

public sealed class CpuSourceTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly PowercapTreeBuilder _tree;

    public CpuSourceTests() => _tree = new PowercapTreeBuilder(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("client.tree", "package_0/0 core/0 dram/0 uncore/0 psys/")]
    [InlineData("locked.tree", "package_0/0 core/0 dram/0 uncore/0 psys/")]
    [InlineData("xeon2.tree", "package_0/0 dram/0 package_1/1 dram/1")]
    [InlineData("zen.tree", "package_0/0")]
    [InlineData("fixture.tree", "package_0/0 core/0 package_10/10")]
    public void ARealMachineHasItsZonesOnceEach(string tree, string zones)
    {
        _tree.Machine(Path.Combine(Repository.Shared("powercap"), tree));
        Assert.Equal(zones, Zones());
    }

    [Fact]
    public void ZonesAreIdentifiedByNameAndNotByNumber()
    {
        _tree.Zone("intel-rapl:0", "package-3", energy: 3);
        _tree.Zone("intel-rapl:0:0", "dram", energy: 33);
        _tree.Zone("intel-rapl:1", "psys");
        _tree.Zone("intel-rapl:2", "package-0", energy: 7);
        _tree.Zone("intel-rapl:2:0", "dram");
        Assert.Equal("package_0/0 dram/0 package_3/3 dram/3 psys/", Zones());
        Assert.EndsWith("intel-rapl:2", Find().Zones[0].Folder, StringComparison.Ordinal);
        Assert.EndsWith("intel-rapl:0:0", Find().Zones[3].Folder, StringComparison.Ordinal);
    }

    [Fact]
    public void PackagesAreInTheOrderOfTheirNumbers()
    {
        foreach (var package in (int[])[10, 2, 0])
            _tree.Zone($"intel-rapl:{package:x}", $"package-{package}").Constraint(0, "long_term", 1);
        Assert.Equal("package_0/0 package_2/2 package_10/10", Zones());
    }

    [Fact]
    public void TheMemoryMappedMirrorIsLeftOut()
    {
        _tree.Zone("intel-rapl:0", "package-0");
        _tree.Zone("intel-rapl-mmio:0", "package-0");
        _tree.Zone("intel-rapl-mmio:0:0", "dram");
        Assert.Equal("package_0/0", Zones());
        Assert.EndsWith("intel-rapl:0", Find().Zones[0].Folder, StringComparison.Ordinal);
    }

    [Fact]
    public void TheMemoryMappedZonesCountForAPackageThatHasNoOthers()
    {
        _tree.Zone("intel-rapl:0", "package-0").Constraint(0, "long_term", 1);
        _tree.Zone("intel-rapl:0:0", "core");
        _tree.Zone("intel-rapl-mmio:0", "package-0");
        _tree.Zone("intel-rapl-mmio:1", "package-1");
        _tree.Zone("intel-rapl-mmio:1:0", "dram");
        Assert.Equal("package_0/0 core/0 package_1/1 dram/1", Zones());
    }

    [Fact]
    public void TheMemoryMappedZonesCountWhereTheyAreTheOnlyOnes()
    {
        _tree.Zone("intel-rapl-mmio:0", "package-0");
        _tree.Zone("intel-rapl-mmio:0:0", "dram");
        Assert.Equal("package_0/0 dram/0", Zones());
    }

    [Fact]
    public void ForeignControlTypesAreIgnored()
    {
        _tree.Zone("dtpm:0", "package-0");
        _tree.Zone("arm-scmi:0", "soc");
        _tree.Zone("idle-injection:0", "package-1");
        _tree.Zone("intel-rapl-other:0", "package-2");
        Assert.Equal("", Zones());
    }

    [Fact]
    public void AZoneWithoutACounterIsLeftOutAndItsPartsAreNot()
    {
        _tree.Zone("intel-rapl:0", "package-4", energy: null);
        _tree.Zone("intel-rapl:0:0", "dram");
        Assert.Equal("dram/4", Zones());
    }

    [Fact]
    public void OnAmdThereIsOnlyTheFirstDieOfAPackageAndNoCore()
    {
        _tree.Zone("intel-rapl:0", "package-0-die-1", range: PowercapTreeBuilder.AmdRange);
        _tree.Zone("intel-rapl:1", "package-0-die-0", range: PowercapTreeBuilder.AmdRange);
        _tree.Zone("intel-rapl:1:0", "core", range: PowercapTreeBuilder.AmdRange);
        _tree.Zone("intel-rapl:2", "package-1-die-0", range: PowercapTreeBuilder.AmdRange);
        Assert.Equal("package_0_die_0/0 package_1_die_0/1", Zones());
    }

    [Fact]
    public void OnIntelEveryDieCountsAndItsPartsCarryItsNumber()
    {
        _tree.Zone("intel-rapl:0", "package-0-die-0").Constraint(0, "long_term", 1);
        _tree.Zone("intel-rapl:0:0", "dram");
        _tree.Zone("intel-rapl:1", "package-0-die-1");
        _tree.Zone("intel-rapl:1:0", "dram");
        Assert.Equal("package_0_die_0/0 package_0_die_1/0 dram_die_0/0 dram_die_1/0", Zones());
    }

    // Sandy Bridge has AMD's energy unit.
    [Fact]
    public void AMachineWithConstraintsIsIntelForAnyRange()
    {
        _tree.Zone("intel-rapl:0", "package-0", range: PowercapTreeBuilder.AmdRange).Constraint(0, "long_term", 95_000_000);
        _tree.Zone("intel-rapl:0:0", "core", range: PowercapTreeBuilder.AmdRange);
        Assert.Equal("package_0/0 core/0", Zones());
    }

    [Theory]
    [InlineData("AuthenticAMD", "package_0/0")]
    [InlineData("HygonGenuine", "package_0/0")]
    [InlineData("GenuineIntel", "package_0/0 core/0")]
    [InlineData(null, "package_0/0 core/0")]
    public void WhereTheTreeIsAmbiguousTheProcessorDecides(string? vendor, string zones)
    {
        if (vendor is not null)
            File.WriteAllText(_folder.File("cpuinfo"), $"processor\t: 0\nvendor_id\t: {vendor}\ncpu family\t: 25\n");
        _tree.Zone("intel-rapl:0", "package-0", range: null);
        _tree.Zone("intel-rapl:0:0", "core", range: null);
        Assert.Equal(zones, Zones());
    }

    [Fact]
    public void ATreeOfIntelsRangeIsIntelOnAnAmdMachine()
    {
        File.WriteAllText(_folder.File("cpuinfo"), "vendor_id\t: AuthenticAMD\n");
        _tree.Zone("intel-rapl:0", "package-0");
        _tree.Zone("intel-rapl:0:0", "core");
        Assert.Equal("package_0/0 core/0", Zones());
    }

    [Fact]
    public void WithoutClassLinksTheDevicesAreWalked()
    {
        _tree.Zone("intel-rapl:0", "package-0");
        _tree.Zone("intel-rapl:0:0", "dram");
        Directory.Delete(_folder.File("class"), recursive: true);
        Assert.Equal("package_0/0 dram/0", Zones());
    }

    [Fact]
    public void OddNamesMakePlainLabels()
    {
        _tree.Zone("intel-rapl:0", "Package-0");
        _tree.Zone("intel-rapl:1", "a\"b\\c d\u00e9");
        _tree.Zone("intel-rapl:2", "package-99999999999999999999");
        _tree.Zone("intel-rapl:3", new string('x', 300));
        Assert.Equal(
            $"package_0/0 a_b_c_d_/ package_99999999999999999999/ {new string('x', 64)}/",
            Zones());
    }

    [Fact]
    public void AZoneWhoseLabelsAnotherHasIsLeftOutAndNamed()
    {
        _tree.Zone("intel-rapl:0", "package-0");
        var first = _tree.Zone("intel-rapl:0:0", "dram-a");
        var second = _tree.Zone("intel-rapl:0:1", "dram_a");
        _tree.Zone("intel-rapl:0:2", "dram-b");
        Assert.Equal("package_0/0 dram_a/0 dram_b/0", Zones());
        var (path, kept) = Assert.Single(Find().LeftOut);
        Assert.Equal((Path.GetFileName(second.Folder), Path.GetFileName(first.Folder)), (Path.GetFileName(path), Path.GetFileName(kept.Folder)));
    }

    [Theory]
    [InlineData("package-0", true)]
    [InlineData("package-1-die-2", true)]
    [InlineData("package", false)]
    [InlineData("package-0-x", false)]
    [InlineData("core", false)]
    [InlineData("psys", false)]
    public void OnlyAPackageOrItsDieIsAPackage(string name, bool isPackage)
    {
        _tree.Zone("intel-rapl:0", name).Constraint(0, "long_term", 1);
        Assert.Equal(isPackage, Assert.Single(Find().Zones).Zone.IsPackage);
    }

    [Fact]
    public void AZoneWithoutANameIsReportedAndLeftOut()
    {
        _tree.Zone("intel-rapl:0", "package-0");
        _tree.Zone("intel-rapl:1", "");
        Assert.Equal("package_0/0", Zones());
        Assert.EndsWith("intel-rapl:1", Assert.Single(Find().Unnamed), StringComparison.Ordinal);
    }

    [Fact]
    public void LimitsAreThoseThatCanBeRead()
    {
        var zone = _tree.Zone("intel-rapl:0", "package-0")
            .Constraint(0, "long_term", 15_000_000)
            .Constraint(1, "short_term", 44_500_000)
            .Constraint(2, "peak_power", 1);
        zone.Write("constraint_2_power_limit_uw", "");
        Assert.Equal(
            [new PowerLimit("long_term", new Power(15)), new PowerLimit("short_term", new Power(44.5))],
            Find().Zones[0].Zone.Limits);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("-5")]
    public void AnInvalidRangeIsAbsent(string range)
    {
        _tree.Zone("intel-rapl:0", "package-0").Write("max_energy_range_uj", range);
        Assert.Null(Find().Zones[0].Range);
    }

    [Fact]
    public void AMachineWithoutPowercapHasNoZones() =>
        Assert.Empty(new CpuSource(new CpuOptions { SysfsPath = _folder.File("nowhere") }).Find().Zones);

    string Zones() => string.Join(' ', Find().Zones.Select(zone => $"{zone.Zone.Name}/{zone.Zone.Package}"));

    CpuFindings Find() =>
        new CpuSource(new CpuOptions { SysfsPath = _folder.Path, ProcfsPath = _folder.Path }).Find();
}
