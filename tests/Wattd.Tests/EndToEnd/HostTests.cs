using System.Net;
using System.Net.Sockets;
using Wattd.Hosting;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

public sealed class HostTests
{
    static Dictionary<string, string> Notifying(FakeNotifySocket systemd, string? watchdogMicroseconds = null)
    {
        var environment = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = systemd.Path };
        if (watchdogMicroseconds is not null)
            environment["WATCHDOG_USEC"] = watchdogMicroseconds;
        return environment;
    }

    [Fact]
    public async Task ReadyIsSentWhenSamplesAreCachedAndBothPortsListen()
    {
        using var systemd = new FakeNotifySocket();
        await using var daemon = DaemonProcess.Start(["--simulate", "on"], Notifying(systemd));

        await Eventually.True(() => systemd.Messages.Contains("READY=1"), "READY=1");

        Assert.Equal(5, Page.Parse(await daemon.Cpu()).Count("rapl_energy_joules_total"));
        Assert.Equal(2, Page.Parse(await daemon.Gpu()).Count("gpu_up"));
    }

    /// <summary>At that moment it returns memory that only the start needed, while clients are served.</summary>
    [Fact]
    public async Task WhoeverAsksTheMomentItIsReadyIsAnsweredAndItLivesOn()
    {
        for (var start = 0; start < 20; start++)
        {
            using var systemd = new FakeNotifySocket();
            await using var daemon = DaemonProcess.Start(["--simulate", "on"], Notifying(systemd));
            while (!systemd.Messages.Contains("READY=1") && !daemon.HasExited)
                await Task.Yield();

            for (var request = 0; request < 10; request++)
                Assert.Equal(2, Page.Parse(await daemon.Gpu()).Count("gpu_up"));
            Assert.Equal(ExitCode.Success, (await daemon.Stop()).ExitCode);
        }
    }

    [Fact]
    public async Task StatusSaysWhatIsMeasuredAndTheWatchdogIsFed()
    {
        using var systemd = new FakeNotifySocket();
        await using var daemon = DaemonProcess.Start(["--simulate", "on"], Notifying(systemd, "500000"));

        await Eventually.True(() => systemd.Messages.Count(message => message == "WATCHDOG=1") >= 3, "three WATCHDOG=1");

        Assert.Contains("STATUS=cpu: 5 zones; gpu: 2 GPUs by simulated", systemd.Messages);
    }

    [Fact]
    public async Task SigtermStopsItCleanly()
    {
        using var systemd = new FakeNotifySocket();
        await using var daemon = DaemonProcess.Start(["--simulate", "on"], Notifying(systemd));
        await Eventually.True(() => systemd.Messages.Contains("READY=1"), "READY=1");

        var (exitCode, _) = await daemon.Stop();

        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Contains("STOPPING=1", systemd.Messages);
        Assert.Contains(daemon.Log, line => line.Contains("wattd is stopping"));
    }

    [Fact]
    public async Task ASystemdThatStopsListeningDoesNotEndTheDaemon()
    {
        using var systemd = new FakeNotifySocket();
        await using var daemon = DaemonProcess.Start(["--simulate", "on"], Notifying(systemd, "200000"));
        await Eventually.True(() => systemd.Messages.Contains("WATCHDOG=1"), "WATCHDOG=1");

        systemd.Dispose();
        await Task.Delay(1000);

        Assert.False(daemon.HasExited);
        Assert.Equal("OK", await daemon.Cpu("/health"));
        Assert.Equal(ExitCode.Success, (await daemon.Stop()).ExitCode);
    }

    [Fact]
    public async Task APortInUseIsOneLineThatNamesTheSettingAndNothingIsHalfStarted()
    {
        using var squatter = new TcpListener(IPAddress.IPv6Any, 0) { Server = { DualMode = true } };
        squatter.Start();
        var port = ((IPEndPoint)squatter.LocalEndpoint).Port;
        using var systemd = new FakeNotifySocket();

        var (exitCode, output, error) = await DaemonProcess.Run(
            ["--simulate", "on", "--cpu.port", $"{DaemonProcess.FreePort()}", "--gpu.port", $"{port}"], Notifying(systemd));

        Assert.Equal(ExitCode.Failure, exitCode);
        var line = Assert.Single(Lines(output + error), line => line.Contains("gpu.port", StringComparison.Ordinal));
        Assert.Contains($"{port}", line);
        Assert.DoesNotContain("READY=1", systemd.Messages);
        Assert.DoesNotContain("   at ", error);
    }

    [Fact]
    public async Task AWrongSettingIsOneLineAndTheCodeThatIsNotRestarted()
    {
        var (exitCode, _, error) = await DaemonProcess.Run(["--cpu.interval", "5ms"]);

        Assert.Equal(ExitCode.Configuration, exitCode);
        var line = Assert.Single(Lines(error), line => line.Contains("cpu.interval", StringComparison.Ordinal));
        Assert.Contains("5ms", line);
        Assert.DoesNotContain("   at ", error);
    }

    static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
