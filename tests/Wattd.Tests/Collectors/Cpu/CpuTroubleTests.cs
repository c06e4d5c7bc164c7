using System.Diagnostics;
using System.Runtime.InteropServices;
using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Cpu;

/// <summary>A failure of one zone is logged once and does not affect the other.</summary>
public sealed partial class CpuTroubleTests : IDisposable
{
    readonly SampledNode _node = new();
    readonly PlantedZone _good, _bad;
    ulong _spent;

    public CpuTroubleTests()
    {
        _good = _node.Tree.Zone("intel-rapl:0", "package-0");
        _bad = _node.Tree.Zone("intel-rapl:1", "package-1");
    }

    public void Dispose()
    {
        if (_spent > 0)
            Assert.Equal(_spent, Energy("package_0/0"));
        _node.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("-1")]
    [InlineData("1 2")]
    [InlineData("99999999999999999999")]
    [InlineData("0x10")]
    [InlineData("00000000000000000000000000000000000001")]
    public void AnInvalidNumberGivesNoReading(string text)
    {
        Tick();
        _bad.Energy += 1_000;
        Tick();
        _bad.Write("energy_uj", text);
        Tick(3);
        Assert.Equal(new ZoneReading(null, null, 0), _node.Reading("package_1/1"));
        Assert.Equal(3, _node.Failures(CpuFailure.InvalidValue));
        Assert.Null(_node.Sampler.Status.Outage);

        _bad.Write("energy_uj", "1005000");
        Tick();
        Assert.Equal(5_000u, Energy("package_1/1"));
        Assert.Equal(["CpuMeasured", "ZoneInvalid"], _node.Log.Events);
    }

    [Fact]
    public void AZoneThatRecoversIsLoggedAndSoIsItsNextFailure()
    {
        Tick();
        for (var round = 0; round < 2; round++)
        {
            _bad.Write("energy_uj", "nonsense");
            Tick(2);
            _bad.Write("energy_uj", "1000000");
            Tick(1, 31);
            Tick(1, 31);
        }
        Assert.Equal(["CpuMeasured", "ZoneInvalid", "ZoneWell", "ZoneInvalid", "ZoneWell"], _node.Log.Events);
    }

    [Fact]
    public void WhenNothingCanBeReadTheCollectorIsDownUntilSomethingCan()
    {
        Tick();
        _good.Write("energy_uj", "nonsense");
        _bad.Write("energy_uj", "nonsense");
        _node.Sample(0.1).Sample(0.1);
        Assert.Equal(CpuFailure.InvalidValue, _node.Sampler.Status.Outage!.Reason);
        Assert.Contains("energy_uj", _node.Sampler.Status.Outage.Message, StringComparison.Ordinal);
        Assert.Equal(2, _node.Log.Events.Count(name => name == "ZoneInvalid"));

        _bad.Energy = 1_000_000;
        _node.Sample(0.1);
        Assert.Null(_node.Sampler.Status.Outage);
        _spent = 0;
    }

    // A file in procfs cannot be read once its process is gone, though it is still open.
    [Fact]
    public void AReadThatTheKernelRefusesGivesNoReadingAndTheZoneIsGoneAtTheNextDiscovery()
    {
        using var process = Process.Start("sleep", "1000");
        File.WriteAllText($"/proc/{process.Id}/oom_score_adj", "1000");
        _bad.Delete("energy_uj");
        File.CreateSymbolicLink(_bad.CounterPath, $"/proc/{process.Id}/oom_score_adj");
        Tick(2);
        Assert.NotNull(_node.Reading("package_1/1")!.Value.Energy);

        process.Kill();
        process.WaitForExit();
        Tick(2);
        Assert.Null(_node.Reading("package_1/1")!.Value.Energy);
        Assert.Equal(2, _node.Failures(CpuFailure.ReadFailed));
        Tick(1, 31);
        Assert.Equal(["package_0/0"], _node.Zones);
        Assert.Equal(["CpuMeasured", "ZoneReadFailed", "ZoneLost", "CpuMeasured"], _node.Log.Events);
    }

    [Fact]
    public void AZoneThatComesBackUnderAnotherNumberContinues()
    {
        Tick();
        _bad.Energy += 1_000;
        Tick();
        _node.Tree.Remove("intel-rapl:1");
        Tick(1, 31);
        Assert.Null(_node.Reading("package_1/1"));
        Assert.Equal(1, _node.Failures(CpuFailure.ZoneLost));

        var back = _node.Tree.Zone("intel-rapl:7", "package-1", energy: 5);
        Tick(1, 1.1);
        Assert.Equal(1_000u, Energy("package_1/1"));
        back.Energy += 30;
        Tick();
        Assert.Equal(1_030u, Energy("package_1/1"));
        Assert.Equal(["CpuMeasured", "ZoneLost", "CpuMeasured", "CpuMeasured"], _node.Log.Events);
    }

    [Fact]
    public void AnotherZoneUnderTheSameNumberIsAnotherZone()
    {
        Tick();
        _bad.Energy += 1_000;
        Tick();
        _node.Tree.Remove("intel-rapl:1");
        var other = _node.Tree.Zone("intel-rapl:1", "package-2", energy: 9_000_000);
        Tick(1, 31);
        other.Energy += 2;
        Tick();
        Assert.Null(_node.Reading("package_1/1"));
        Assert.Equal(2u, Energy("package_2/2"));
    }

    [Fact]
    public void AZoneThatIsRenamedInPlaceIsAnotherZone()
    {
        Tick();
        _bad.Write("name", "package-2");
        Tick(1, 31);
        Assert.Equal(["package_0/0", "package_2/2"], _node.Zones);
    }

    [Fact]
    public void AReplacedFileIsOpenedAgainAndItsEnergyContinues()
    {
        Tick();
        _bad.Energy += 1_000;
        Tick();
        _bad.Delete("energy_uj");
        _bad.Energy = 50;
        Tick(1, 31);
        _bad.Energy = 57;
        Tick();
        Assert.Equal(1_007u, Energy("package_1/1"));
        Assert.Equal(1, _node.Failures(CpuFailure.ZoneLost));
    }

    [Fact]
    public void AfterALossDiscoveryIsFrequentAndThenRare()
    {
        Tick();
        _node.Tree.Remove("intel-rapl:1");
        Tick(1, 31);
        foreach (var (seconds, back) in ((double, bool)[])[(1.1, false), (1.1, false), (1.0, true)])
        {
            if (back)
                _node.Tree.Zone("intel-rapl:1", "package-1");
            Tick(1, seconds);
        }
        // Discoveries happened 1 s and then 2 s after the loss was found.
        Assert.Equal(["package_0/0", "package_1/1"], _node.Zones);
    }

    [Fact]
    public void WhereTheRangeCannotBeReadAStepBackIsDroppedAndCounted()
    {
        _bad.Delete("max_energy_range_uj");
        Tick();
        _bad.Energy = 1_500_000;
        Tick();
        _bad.Energy = 200;
        Tick();
        Assert.Equal(new ZoneReading(new Energy(500_000), null, 0) { Peak = new Power(5) }, _node.Reading("package_1/1"));
        _bad.Energy = 300;
        Tick();
        Assert.Equal(500_100u, Energy("package_1/1"));
        Assert.Equal(1, _node.Failures(CpuFailure.RangeUnreadable));
        Assert.Equal("ZoneRangeUnreadable", _node.Log.Events.First());
        Assert.Single(_node.Log.Events, name => name == "ZoneRangeUnreadable");
    }

    [Fact]
    public void AGapThatMayHideAWrapIsNotCounted()
    {
        Tick();
        _bad.Energy += 1_000;
        _node.Sample(300);
        Assert.Equal(0u, Energy("package_1/1"));
        Assert.Equal(2, _node.Failures(CpuFailure.Gap));
        Assert.Equal(2, _node.Log.Events.Count(name => name == "ZoneGap"));
    }

    [Fact]
    public void ACounterResetIsNotAWrap()
    {
        _bad.Energy = 200_000_000_000;
        Tick();
        _bad.Energy = 0;
        Tick();
        Assert.Equal(new ZoneReading(new Energy(0), null, 0), _node.Reading("package_1/1"));
        Assert.Equal(1, _node.Failures(CpuFailure.CounterReset));
    }

    [Fact]
    public void ASuspendIsNotCountedAndKeepsTheEnergy()
    {
        Tick();
        _bad.Energy += 1_000;
        _node.Sample(0.1);
        _node.Suspended = true;
        _bad.Energy = 7;
        _node.Sample(0.1);
        Assert.Equal(new ZoneReading(new Energy(1_000), null, 0) { Peak = new Power(0.01) }, _node.Reading("package_1/1"));
        _bad.Energy = 9;
        _node.Sample(0.1);
        Assert.Equal(1_002u, Energy("package_1/1"));
        Assert.Equal(1, _node.Failures(CpuFailure.Suspended));
    }

    [Fact]
    public void AZoneWithoutANameIsLoggedOnce()
    {
        _bad.Write("name", "");
        Tick();
        Tick(2, 31);
        Assert.Equal(["package_0/0"], _node.Zones);
        Assert.Equal(["ZoneUnnamed", "CpuMeasured"], _node.Log.Events);
    }

    [Theory]
    [InlineData("pipe", "not a regular file")]
    [InlineData("folder", "not a regular file")]
    [InlineData("circle", "symbolic links")]
    public void ASpecialFileInACountersPlaceIsLoggedOnceAndBlocksNothing(string what, string problem)
    {
        Replace(_bad, "energy_uj", what);
        Tick();
        Tick(2, 31);
        Assert.Equal(["package_0/0"], _node.Zones);
        Assert.Equal(2, _node.Latest.Inventory.Discovered);
        Assert.Equal(["CpuMeasured", "ZoneUnreadable"], _node.Log.Events);
        Assert.Contains(problem, _node.Log.Lines[1].Message, StringComparison.Ordinal);
        Assert.Contains("energy_uj", _node.Log.Lines[1].Message, StringComparison.Ordinal);
        Assert.Equal(3, _node.Failures(CpuFailure.ReadFailed));
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("folder")]
    [InlineData("circle")]
    public void ASpecialFileElsewhereInTheTreeIsNoValueAndBlocksNothing(string what)
    {
        _good.Constraint(0, "long_term", 5_000_000);
        _bad.Constraint(0, "long_term", 5_000_000);
        Replace(_good, "max_energy_range_uj", what);
        Replace(_good, "constraint_0_power_limit_uw", what);
        Replace(_bad, "name", what);
        Directory.CreateDirectory(_node.Options.ProcfsPath);
        Make(what, Path.Combine(_node.Options.ProcfsPath, "cpuinfo"));
        Tick(2);
        Assert.Equal(["package_0/0"], _node.Zones);
        Assert.Empty(_node.Latest.Inventory.Zones[0].Limits);
        Assert.Equal(["ZoneUnnamed", "ZoneRangeUnreadable", "CpuMeasured"], _node.Log.Events);
    }

    [Fact]
    public void AZoneWithTheLabelsOfAnotherIsLoggedOnce()
    {
        _node.Tree.Zone("intel-rapl:0:0", "dram-a");
        _node.Tree.Zone("intel-rapl:0:1", "dram_a");
        Tick();
        Tick(2, 31);
        Assert.Equal(["package_0/0", "dram_a/0", "package_1/1"], _node.Zones);
        Assert.Equal(["ZoneAmbiguous", "CpuMeasured"], _node.Log.Events);
        Assert.Contains("dram_a of package 0", _node.Log.Lines[0].Message, StringComparison.Ordinal);
    }

    static void Replace(PlantedZone zone, string file, string what)
    {
        zone.Delete(file);
        Make(what, Path.Combine(zone.Folder, file));
    }

    static void Make(string what, string path)
    {
        if (what == "pipe")
            Assert.Equal(0, mkfifo(path, Convert.ToUInt32("644", 8)));
        else if (what == "folder")
            Directory.CreateDirectory(path);
        else
            File.CreateSymbolicLink(path, path);
    }

    [Fact]
    public void ASlowZoneIsNotReadUntilTheNextDiscovery()
    {
        Tick();
        // A tick reads the time when it starts, then before and after the read of each zone: the fifth call ends the
        // read of the second.
        _node.Time.HoldUp(answer: 5, TimeSpan.FromSeconds(3));
        Tick();
        Tick(5);
        Assert.Equal(["package_0/0"], _node.Zones);
        Assert.Equal(1, _node.Failures(CpuFailure.SlowRead));
        Assert.Single(_node.Log.Events, name => name == "ZoneSlow");

        _bad.Energy += 500;
        Tick(1, 31);
        Assert.Equal(500u, Energy("package_1/1"));
    }

    [Fact]
    public void InAContainerTheMessagesNameItsFixes()
    {
        using var denied = new SampledNode(new CpuOptions { InContainer = true });
        denied.Tree.Zone("intel-rapl:0", "package-0").SetMode("energy_uj", 0);
        Unprivileged.Run(() => denied.Sample());
        Assert.Contains("--user 0:0 --cap-drop ALL", Assert.Single(denied.Log.Lines).Message, StringComparison.Ordinal);

        using var masked = new SampledNode(new CpuOptions { InContainer = true });
        masked.Sample();
        Assert.Contains("WATTD_PATH_SYSFS=/host/sys", Assert.Single(masked.Log.Lines).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ZonesThatMayNotBeReadAreDiscoveredAndTheMessageNamesTheFix()
    {
        foreach (var zone in (PlantedZone[])[_good, _bad])
        {
            zone.SetMode("energy_uj", 0);
            zone.SetMode("max_energy_range_uj", 0);
        }
        SampleUnprivileged(times: 70, 1);
        Assert.Equal(CpuFailure.PermissionDenied, _node.Sampler.Status.Outage!.Reason);
        Assert.Equal((2, 0), (_node.Latest.Inventory.Discovered, _node.Latest.Inventory.Zones.Length));
        Assert.Equal(0, _node.Sampler.Status.Samples);
        var (name, message) = Assert.Single(_node.Log.Lines);
        Assert.Equal("PowercapUnreadable", name);
        Assert.Contains("intel-rapl:0/energy_uj", message, StringComparison.Ordinal);
        Assert.Contains("AmbientCapabilities=CAP_DAC_READ_SEARCH", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Equal(6, _node.Failures(CpuFailure.PermissionDenied));
    }

    [Fact]
    public void AZoneThatMayNotBeReadIsLeftOutAndJoinsWhenItMay()
    {
        _bad.SetMode("energy_uj", 0);
        SampleUnprivileged(times: 70, 1);
        Assert.Equal(["package_0/0"], _node.Zones);
        Assert.Equal(2, _node.Latest.Inventory.Discovered);
        Assert.Equal(["CpuMeasured", "ZoneUnreadable"], _node.Log.Events);

        _bad.SetMode("energy_uj", (UnixFileMode)Convert.ToInt32("444", 8));
        SampleUnprivileged(times: 1, 31);
        Assert.Equal(["package_0/0", "package_1/1"], _node.Zones);
    }

    void SampleUnprivileged(int times, double seconds) => Unprivileged.Run(() =>
    {
        for (var tick = 0; tick < times; tick++)
            _node.Sample(seconds);
    });

    /// <summary>Samples several times, with the good zone at 100 W.</summary>
    void Tick(int times = 1, double seconds = 0.1)
    {
        for (var tick = 0; tick < times; tick++)
        {
            if (_node.Sampler.Status.Samples > 0)
            {
                var spent = (ulong)(seconds * 100e6);
                _good.Energy += spent;
                _spent += spent;
            }
            _node.Sample(seconds);
        }
    }

    ulong Energy(string zone) => _node.Reading(zone)!.Value.Energy!.Value.Microjoules;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);

    [Fact]
    public void ManyZonesThatGoAtOnceAreAllClosedAndCounted()
    {
        using var node = new SampledNode();
        List<PlantedZone> zones = [.. Enumerable.Range(0, 100).Select(n => node.Tree.Zone($"intel-rapl:{n}", $"package-{n}"))];
        node.Sample();

        foreach (var zone in zones.Skip(1))
            Directory.Delete(zone.Folder, recursive: true);
        node.Sample(node.Options.DiscoveryInterval.TotalSeconds);

        Assert.Equal(["package_0/0"], node.Zones);
        Assert.Equal(99, node.Failures(CpuFailure.ZoneLost));
        Assert.DoesNotContain(
            Directory.GetFiles("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget ?? ""),
            open => open.StartsWith(node.Options.SysfsPath, StringComparison.Ordinal) && !open.Contains("intel-rapl:0/", StringComparison.Ordinal));
    }
}
