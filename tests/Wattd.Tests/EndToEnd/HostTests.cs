using System.Net;
using System.Net.Sockets;
using Wattd.Daemon;
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

    /// <summary>At that time it returns the memory that only the start needed, while it serves clients.</summary>
    [Fact]
    public async Task RequestsAreAnsweredAsSoonAsItIsReadyAndItKeepsRunning()
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
    public async Task StatusSaysWhatIsMeasuredAndTheWatchdogIsNotified()
    {
        using var systemd = new FakeNotifySocket();
        await using var daemon = DaemonProcess.Start(["--simulate", "on"], Notifying(systemd, "500000"));

        await Eventually.True(() => systemd.Messages.Count(message => message == "WATCHDOG=1") >= 3, "three WATCHDOG=1");

        Assert.Contains("STATUS=cpu: 5 zones; gpu: 2 GPUs by simulated; wall: 1 power meter; encodes: 4 encodes", systemd.Messages);
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

    [Theory]
    [InlineData("1")]
    [InlineData("18446744073709551615")]
    [InlineData("rubbish")]
    public async Task AnImpossibleWatchdogPeriodDoesNotEndTheDaemon(string microseconds)
    {
        using var systemd = new FakeNotifySocket();
        await using var daemon = DaemonProcess.Start(["--simulate", "on"], Notifying(systemd, microseconds));
        await Eventually.True(() => systemd.Messages.Any(message => message.StartsWith("STATUS=", StringComparison.Ordinal)), "STATUS=");

        Assert.Equal("OK", await daemon.Cpu("/health"));
        Assert.Equal(ExitCode.Success, (await daemon.Stop()).ExitCode);
    }

    [Theory]
    [MemberData(nameof(InvalidNotifySockets))]
    public async Task AnInvalidNotifySocketIsOneLineAndTheDaemonServes(string address)
    {
        await using var daemon = DaemonProcess.Start(
            ["--simulate", "on"], new Dictionary<string, string> { ["NOTIFY_SOCKET"] = address, ["WATCHDOG_USEC"] = "200000" });

        Assert.Contains(address, await daemon.Logged("NOTIFY_SOCKET"));
        await daemon.Logged("is serving");
        Assert.Equal("OK", await daemon.Cpu("/health"));
        Assert.Equal(ExitCode.Success, (await daemon.Stop()).ExitCode);
        Assert.Single(daemon.Log, line => line.Contains("NOTIFY_SOCKET", StringComparison.Ordinal));
        Assert.DoesNotContain(daemon.Log, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    public static TheoryData<string> InvalidNotifySockets =>
        ["relative", "@", "/nowhere/notify", "/etc/passwd", "vsock:2:1234", "/" + new string('a', 200), "@" + new string('b', 120)];

    [Fact]
    public async Task ASystemdThatDoesNotReadDoesNotDelayTheStop()
    {
        using var folder = new TemporaryFolder();
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        var address = new UnixDomainSocketEndPoint(folder.File("notify"));
        systemd.Bind(address);
        using var others = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        Assert.Equal(SocketError.WouldBlock, Fill(others, address));

        await using var daemon = DaemonProcess.Start(
            ["--simulate", "on"], new Dictionary<string, string> { ["NOTIFY_SOCKET"] = folder.File("notify") });
        await daemon.Logged("is serving");

        Assert.Equal(ExitCode.Success, (await daemon.Stop()).ExitCode);
    }

    static SocketError Fill(Socket socket, EndPoint address)
    {
        try
        {
            while (true)
                socket.SendTo("X=1"u8, address);
        }
        catch (SocketException full)
        {
            return full.SocketErrorCode;
        }
    }

    [Fact]
    public async Task WithTheStandardStreamsClosedItServesAndNoSocketTakesTheirPlace()
    {
        await using var daemon = DaemonProcess.Start(
            ["--simulate", "on"], prefix: ["sh", "-c", "exec \"$@\" <&- >&- 2>&-", "sh"]);
        await daemon.Until(gpu: true, page => page.Count("gpu_up") == 2, "two GPUs");

        Assert.All([1, 2], stream => Assert.Equal("/dev/null", File.ResolveLinkTarget($"/proc/{daemon.Id}/fd/{stream}", false)!.FullName));
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
    public async Task AnInvalidSettingIsOneLineAndTheExitCodeWithoutRestart()
    {
        var (exitCode, _, error) = await DaemonProcess.Run(["--cpu.interval", "5ms"]);

        Assert.Equal(ExitCode.Configuration, exitCode);
        var line = Assert.Single(Lines(error), line => line.Contains("cpu.interval", StringComparison.Ordinal));
        Assert.Contains("5ms", line);
        Assert.DoesNotContain("   at ", error);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("--help")]
    [InlineData("check")]
    public async Task AFullOutputIsOneLine(string command)
    {
        var (exitCode, _, error) = await DaemonProcess.Run([command], prefix: ["sh", "-c", "exec \"$@\" >/dev/full", "sh"]);

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Contains("No space left on device", Assert.Single(Lines(error)));
    }

    static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
