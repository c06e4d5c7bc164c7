using System.Net;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>A counter whose read does not return: a pipe in its place, which the test holds open and fills when it likes.</summary>
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
    public async Task TheWatchdogIsNotFedHealthTellsAndAllIsWellWhenTheReadReturns()
    {
        using var systemd = new FakeNotifySocket();
        await using var daemon = DaemonProcess.Start(
            ["--path.sysfs", _tree.Sysfs, "--path.procfs", _folder.Path, "--gpu", "off", "--discovery.interval", "1s"],
            new Dictionary<string, string> { ["NOTIFY_SOCKET"] = systemd.Path, ["WATCHDOG_USEC"] = "400000" });
        await Eventually.True(() => systemd.Messages.Contains("WATCHDOG=1"), "WATCHDOG=1");

        var package = _tree.Zone("intel-rapl:1", "package-1", energy: null).Constraint(0, "long_term", 100_000_000);
        using var pipe = Pipe(package.CounterPath);
        await daemon.Logged("has not come round");
        var fed = Fed(systemd);
        await Task.Delay(1500);
        Assert.Equal(fed, Fed(systemd));
        await Eventually.True(() => daemon.StatusOf(daemon.CpuPort, "/health").Result == HttpStatusCode.ServiceUnavailable, "503");
        Assert.Contains("cpu: no sample for", await daemon.Cpu("/health"));
        Assert.Equal(0, Page.Parse(await daemon.Cpu()).Count("rapl_power_watts"));

        await pipe.WriteAsync("123456\n"u8.ToArray());
        await pipe.FlushAsync();

        await daemon.Logged("comes round again");
        await Eventually.True(() => Fed(systemd) > fed, "WATCHDOG=1 again");
        Assert.Equal("OK", await daemon.Cpu("/health"));
        var page = await daemon.Until(gpu: false, page => page.Count("rapl_power_watts", "package_0") == 1, "the zone that was well");
        Assert.True(page["wattd_collector_errors_total", "slow_read"] >= 1);
    }

    static int Fed(FakeNotifySocket systemd) => systemd.Messages.Count(message => message == "WATCHDOG=1");

    /// <summary>Held open for both, so that opening it blocks nobody.</summary>
    static FileStream Pipe(string path)
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [path]);
        made.WaitForExit();
        return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
    }
}
