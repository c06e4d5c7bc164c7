using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Commands.Check;
using Wattd.Daemon;
using Wattd.Tests.Support;

namespace Wattd.Tests.Commands.Check;

public sealed class MachineProbeTests
{
    [Fact]
    public void RealtimeIsGrantedOrTheFixIsShown()
    {
        var result = Assert.Single(new RealtimeProbe(CollectorMode.Auto, () => null).Examine());
        Assert.True(result.IsWell);
        Assert.Equal(result.Outcome == ProbeOutcome.Denied, result.Cure is not null);
        Assert.Contains(result.Outcome, (ProbeOutcome[])[ProbeOutcome.Ok, ProbeOutcome.Denied]);
    }

    [Fact]
    public void RealtimeIsNotCheckedWithoutTheCpuCollector() =>
        Assert.Equal(ProbeOutcome.Off, Assert.Single(new RealtimeProbe(CollectorMode.Off, () => null).Examine()).Outcome);

    [Fact]
    public void CountersThatAreAllDeniedGiveOneResult()
    {
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)Convert.ToInt32("755", 8));
        var tree = new PowercapTreeBuilder(folder.Path);
        for (var i = 0; i < 3; i++)
            tree.Zone($"intel-rapl:{i}", $"package-{i}").SetMode("energy_uj", 0);
        var probe = new PowercapProbe(new CpuOptions { SysfsPath = folder.Path, ProcfsPath = folder.Path }, () => null);

        Unprivileged.Run(() =>
        {
            var result = Assert.Single(probe.Examine());
            Assert.Equal(ProbeOutcome.Denied, result.Outcome);
            Assert.Contains("intel-rapl:0/energy_uj", result.Line, StringComparison.Ordinal);
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
