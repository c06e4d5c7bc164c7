using Wattd.Daemon;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

public sealed class CpuTroubleTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly PowercapTreeBuilder _tree;

    public CpuTroubleTests()
    {
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        _tree = new PowercapTreeBuilder(_folder.File("sys"));
    }

    public void Dispose() => _folder.Dispose();

    string[] Arguments => ["--path.sysfs", _tree.Sysfs, "--path.procfs", _folder.Path, "--gpu", "off", "--discovery.interval", "1s"];

    PlantedZone Package(int number) =>
        _tree.Zone($"intel-rapl:{number}", $"package-{number}").Constraint(0, "long_term", 100_000_000);

    [Fact]
    public async Task WithoutPermissionTheCountersAreAbsentAndOneLineSaysHowToFixIt()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to run as another user");
        var zone = Package(0);
        zone.SetMode("energy_uj", UnixFileMode.UserRead);
        zone.SetMode("max_energy_range_uj", UnixFileMode.UserRead);
        await using var daemon = DaemonProcess.Start(Arguments, prefix: Nobody.WithoutRights);

        var page = await daemon.Until(gpu: false, page => page["rapl_zones_discovered"] == 1, "one zone");

        Assert.Equal(0, page["rapl_available"]);
        Assert.Equal(0, page.Count("rapl_power_watts"));
        Assert.Equal(0, page.Count("rapl_energy_joules_total"));
        Assert.Equal(0, page["wattd_collector_up", "cpu"]);
        Assert.Equal(1, page["wattd_collector_down_reason", "permission_denied"]);
        var line = await daemon.Logged("CAP_DAC_READ_SEARCH");
        Assert.Contains("energy_uj", line);
        await Task.Delay(3000);
        Assert.Single(daemon.Log, text => text.Contains("CAP_DAC_READ_SEARCH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AZoneThatDisappearsLeavesThePageAndReturnsUnderItsNewName()
    {
        Package(0);
        Package(1);
        await using var daemon = DaemonProcess.Start(Arguments);
        await daemon.Until(gpu: false, page => page.Count("rapl_energy_joules_total") == 2, "two zones");

        _tree.Remove("intel-rapl:1");
        var without = await daemon.Until(gpu: false, page => page.Count("rapl_energy_joules_total") == 1, "one zone");
        Assert.Equal(1, without.Count("rapl_energy_joules_total", "package_0"));

        _tree.Zone("intel-rapl:1", "package-3").Constraint(0, "long_term", 100_000_000);
        var back = await daemon.Until(gpu: false, page => page.Count("rapl_energy_joules_total") == 2, "two zones again");
        Assert.Equal(1, back.Count("rapl_energy_joules_total", "package=\"3\""));
        Assert.Equal(1, back["wattd_collector_up", "cpu"]);
    }

    [Fact]
    public async Task CountersThatAppearLaterAreFound()
    {
        await using var daemon = DaemonProcess.Start(Arguments);
        var page = await daemon.Until(gpu: false, page => page["rapl_available"] == 0, "no RAPL");
        Assert.Equal(0, page["rapl_zones_discovered"]);
        Assert.Equal(1, page["wattd_collector_down_reason", "no_powercap"]);

        Package(0);

        page = await daemon.Until(gpu: false, page => page["rapl_available"] == 1, "RAPL");
        Assert.Equal(1, page.Count("rapl_energy_joules_total"));
        Assert.Equal(0, page.Count("wattd_collector_down_reason", "\"cpu\""));
    }

    [Fact]
    public async Task GarbageInOneCounterDoesNotAffectTheOthers()
    {
        var (bad, _) = (Package(0), Package(1));
        await using var daemon = DaemonProcess.Start(Arguments);
        await daemon.Until(gpu: false, page => page.Count("rapl_power_watts") == 2, "two zones");

        bad.Write("energy_uj", "not a number");

        var page = await daemon.Until(gpu: false, page => page.Count("rapl_power_watts", "package_0") == 0, "one zone less");
        Assert.Equal(1, page.Count("rapl_power_watts", "package_1"));
        Assert.True(page["wattd_collector_errors_total", "invalid_value"] >= 1);
    }

    [Fact]
    public async Task ACounterThatFallsAndReturnsAddsNothingAndTheZoneIsStillMeasured()
    {
        var zone = Package(0);
        zone.Energy = 200_000_000_000;
        await using var daemon = DaemonProcess.Start(Arguments);
        await daemon.Until(gpu: false, page => page.Count("rapl_power_watts") == 1, "the zone's power");

        foreach (var (energy, resets) in (IEnumerable<(ulong, int)>)[(0, 1), (200_000_000_000, 2), (260_000_000_000, 3), (1ul << 62, 4), (5, 5)])
        {
            zone.Energy = energy;
            var jumped = await daemon.Until(
                gpu: false, page => page["wattd_collector_errors_total", "counter_reset"] >= resets, $"{resets} resets");
            Assert.Equal(0, jumped["rapl_energy_joules_total", "package_0"]);
            Assert.True(jumped.Count("rapl_power_watts") == 0 || jumped["rapl_power_watts", "package_0"] == 0, $"{jumped}");
        }

        zone.Energy = 7_000_005;
        var page = await daemon.Until(
            gpu: false, page => page["rapl_energy_joules_total", "package_0"] == 7 && page.Count("rapl_power_watts") == 1, "7 J");
        Assert.InRange(page["rapl_power_watts", "package_0"]!.Value, 0, 80);
        Assert.Equal("OK", await daemon.Cpu("/health"));
        Assert.Single(daemon.Log, line => line.Contains("moved further than is possible", StringComparison.Ordinal));
    }

    [Fact]
    public async Task APipeInPlaceOfACounterBlocksNothing()
    {
        Package(0);
        var pipe = _tree.Zone("intel-rapl:1", "package-1", energy: null);
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe.CounterPath]))
            await made.WaitForExitAsync();
        await using var daemon = DaemonProcess.Start(Arguments);

        var page = await daemon.Until(gpu: false, page => page.Count("rapl_power_watts") == 1, "the other zone");
        Assert.Equal(2, page["rapl_zones_discovered"]);
        Assert.Contains("not a regular file", await daemon.Logged("is left out"));
    }

    [Fact]
    public async Task WithoutDescriptorsNoZoneIsLostAndOneLineSaysWhy()
    {
        Package(0);
        Package(1);
        await using var daemon = DaemonProcess.Start(Arguments);
        await daemon.Until(gpu: false, page => page.Count("rapl_power_watts") == 2, "two zones");

        daemon.LimitOpenFiles(8);
        await daemon.Logged("Cannot look for RAPL zones");
        await Task.Delay(2500);
        daemon.LimitOpenFiles(1024);

        var page = await daemon.Until(
            gpu: false, page => page["wattd_collector_errors_total", "no_descriptors"] >= 2, "looks that failed");
        Assert.Equal(2, page.Count("rapl_power_watts"));
        Assert.Equal(0, page["wattd_collector_errors_total", "zone_lost"]);
        Assert.Single(daemon.Log, line => line.Contains("Cannot look for RAPL zones", StringComparison.Ordinal));
    }

    [Fact]
    public async Task IfRaplIsRequiredAndMissingOneLineSaysSo()
    {
        var (exitCode, _, error) = await DaemonProcess.Run(
            ["cpu", "--port", $"{DaemonProcess.FreePort()}", "--path.sysfs", _tree.Sysfs]);

        Assert.Equal(ExitCode.Failure, exitCode);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("no RAPL zone", line);
    }

    [Fact]
    public async Task TheCapabilityReadsTheCountersAndNoServingThreadHasIt()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to grant a capability");
        Package(0).SetMode("energy_uj", UnixFileMode.UserRead);
        await using var daemon = DaemonProcess.Start(Arguments, prefix: Nobody.WithDacReadSearch);

        var page = await daemon.Until(gpu: false, page => page.Count("rapl_power_watts") == 1, "the zone");
        Assert.Equal(1, page["rapl_available"]);

        var holders = Directory.GetDirectories($"/proc/{daemon.Id}/task")
            .Where(thread => !EffectiveCapabilities(thread).All(digit => digit == '0'))
            .Select(thread => File.ReadAllText(Path.Combine(thread, "comm")).Trim())
            .ToArray();
        Assert.All(holders, name => Assert.Contains("Finalizer", name));
    }

    static string EffectiveCapabilities(string thread) =>
        File.ReadLines(Path.Combine(thread, "status")).Single(line => line.StartsWith("CapEff:", StringComparison.Ordinal))[7..].Trim();
}
