using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Gpu;
using Wattd.Commands.Check;
using Wattd.Daemon;
using Wattd.Tests.Support;

namespace Wattd.Tests.Commands.Check;

public sealed class MachineProbeTests
{
    [Fact]
    public void RealtimeIsGrantedOrTheFixIsShown()
    {
        var result = Assert.Single(new RealtimeProbe(new CpuOptions(), () => null).Examine());
        Assert.True(result.IsWell);
        Assert.Equal(result.Outcome == ProbeOutcome.Denied, result.Cure is not null);
        Assert.Contains(result.Outcome, (ProbeOutcome[])[ProbeOutcome.Ok, ProbeOutcome.Denied]);
    }

    [Fact]
    public void RealtimeIsNotCheckedWithoutTheCpuCollector() =>
        Assert.Equal(ProbeOutcome.Off, Assert.Single(new RealtimeProbe(new CpuOptions { Mode = CollectorMode.Off }, () => null).Examine()).Outcome);

    [Theory]
    [InlineData(false, "LimitRTPRIO=1", "systemctl cat wattd")]
    [InlineData(true, "--ulimit rtprio=1", null)]
    public void ADaemonWithoutRealtimeHasTheFixOfItsSupervisor(bool inContainer, string fix, string? cure)
    {
        var daemon = new RunningCollector("cpu", "", "", "slice", Samples: 1);
        var result = Assert.Single(new RealtimeProbe(new CpuOptions { InContainer = inContainer }, () => daemon).Examine());
        Assert.Equal(ProbeOutcome.Denied, result.Outcome);
        Assert.Contains(fix, result.Line, StringComparison.Ordinal);
        Assert.Equal(cure, result.Cure);
    }

    [Fact]
    public void ReleasedGpusAreNotOpenedAgainByTheCheck()
    {
        using var stub = new NvmlStub();
        var daemon = new RunningCollector("gpu", "released", "the GPUs are released on request until then", "none", Samples: 1);
        var result = Assert.Single(new GpuProbe(new GpuOptions { NvmlLibrary = stub.Library }, isWanted: true, () => daemon).Examine());
        Assert.Equal((ProbeOutcome.Warning, true, "sudo wattd resume gpu"), (result.Outcome, result.IsWell, result.Cure));
        Assert.Equal(0, stub.Inits);
    }

    [Theory]
    [InlineData(false, "load its driver", "sudo modprobe intel_rapl_msr")]
    [InlineData(true, "read-only under /host/sys, and set WATTD_PATH_SYSFS=/host/sys", null)]
    public void WithoutZonesAContainerNeedsTheMountsOfTheHost(bool inContainer, string fix, string? cure)
    {
        using var folder = new TemporaryFolder();
        var options = new CpuOptions { SysfsPath = folder.Path, ProcfsPath = folder.Path, InContainer = inContainer };
        var result = Assert.Single(new PowercapProbe(options, () => null).Examine());
        Assert.Equal(ProbeOutcome.Missing, result.Outcome);
        Assert.Contains(fix, result.Line, StringComparison.Ordinal);
        Assert.Equal(cure, result.Cure);
    }

    [Theory]
    [InlineData(false, "AmbientCapabilities=CAP_DAC_READ_SEARCH", "sudo systemctl enable --now wattd")]
    [InlineData(true, "--user 0:0 --cap-drop ALL", null)]
    public void CountersThatAreAllDeniedGiveOneResult(bool inContainer, string fix, string? cure)
    {
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)Convert.ToInt32("755", 8));
        var tree = new PowercapTreeBuilder(folder.Path);
        for (var i = 0; i < 3; i++)
            tree.Zone($"intel-rapl:{i}", $"package-{i}").SetMode("energy_uj", 0);
        var probe = new PowercapProbe(new CpuOptions { SysfsPath = folder.Path, ProcfsPath = folder.Path, InContainer = inContainer }, () => null);

        Unprivileged.Run(() =>
        {
            var result = Assert.Single(probe.Examine());
            Assert.Equal(ProbeOutcome.Denied, result.Outcome);
            Assert.Contains("intel-rapl:0/energy_uj", result.Line, StringComparison.Ordinal);
            Assert.Contains(fix, result.Line, StringComparison.Ordinal);
            Assert.Equal(cure, result.Cure);
        });
    }

    [Fact]
    public void SystemdAndItsJournalAreFound()
    {
        using var run = new TemporaryFolder();
        Directory.CreateDirectory(run.File("systemd/system"));
        Directory.CreateDirectory(run.File("systemd/journal"));
        File.WriteAllText(run.File("systemd/journal/socket"), "");
        Assert.All(new SystemdProbe(LogFormat.Journal, run.Path).Examine(), result => Assert.Equal(ProbeOutcome.Ok, result.Outcome));
    }

    [Fact]
    public void TheJournalIsStartedOnlyWhereSystemdRuns()
    {
        using var run = new TemporaryFolder();
        Assert.Null(new SystemdProbe(LogFormat.Journal, run.Path).Examine().Last().Cure);
        Directory.CreateDirectory(run.File("systemd/system"));
        Assert.NotNull(new SystemdProbe(LogFormat.Journal, run.Path).Examine().Last().Cure);
    }

    [Theory]
    [InlineData("Auto", true)]
    [InlineData("Journal", false)]
    public void WithoutAJournalOnlyALogThatMustGoThereIsUnwell(string format, bool well)
    {
        using var run = new TemporaryFolder();
        var results = new SystemdProbe(Enum.Parse<LogFormat>(format), run.Path).Examine().ToList();
        Assert.All(results, result => Assert.Equal(ProbeOutcome.Missing, result.Outcome));
        Assert.Equal([true, well], results.Select(result => result.IsWell));
    }
}
