using System.Net;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>A sampling thread that is stopped by a tracer, as in a read that does not return.</summary>
public sealed class StuckSamplerTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly PowercapTreeBuilder _tree;

    public StuckSamplerTests()
    {
        _tree = new PowercapTreeBuilder(_folder.File("sys"));
        _tree.Zone("intel-rapl:0", "package-0").Constraint(0, "long_term", 100_000_000);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheWatchdogIsNotNotifiedHealthReportsItAndTheDaemonRecovers()
    {
        using var systemd = new FakeNotifySocket();
        await using var daemon = DaemonProcess.Start(
            ["--path.sysfs", _tree.Sysfs, "--path.procfs", _folder.Path, "--gpu", "off", "--discovery.interval", "1s"],
            new Dictionary<string, string> { ["NOTIFY_SOCKET"] = systemd.Path, ["WATCHDOG_USEC"] = "400000" });
        await Eventually.True(() => systemd.Messages.Contains("WATCHDOG=1"), "WATCHDOG=1");

        using var held = new HeldThread(daemon.Id, "sampler cpu");
        await daemon.Logged("has not run for");
        var fed = Fed(systemd);
        await Task.Delay(1500);
        Assert.Equal(fed, Fed(systemd));
        await Eventually.True(() => daemon.StatusOf(daemon.CpuPort, "/health").Result == HttpStatusCode.ServiceUnavailable, "503");
        Assert.Contains("cpu: no sample for", await daemon.Cpu("/health"));
        Assert.Equal(0, Page.Parse(await daemon.Cpu()).Count("rapl_power_watts"));

        held.Dispose();

        await daemon.Logged("runs again");
        await Eventually.True(() => Fed(systemd) > fed, "WATCHDOG=1 again");
        Assert.Equal("OK", await daemon.Cpu("/health"));
        await daemon.Until(gpu: false, page => page.Count("rapl_power_watts", "package_0") == 1, "the zone");
    }

    static int Fed(FakeNotifySocket systemd) => systemd.Messages.Count(message => message == "WATCHDOG=1");
}
