using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary><c>wattd health</c>.</summary>
public sealed class HealthCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    Dictionary<string, string> Runtime => new() { ["RUNTIME_DIRECTORY"] = _folder.Path };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ADaemonThatSamplesIsHealthy()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        await daemon.Logged("is serving");
        Assert.Equal((0, "OK\n", ""), await DaemonProcess.Run(["health", "--cpu.port", $"{daemon.CpuPort}", "--gpu.port", $"{daemon.GpuPort}"], Runtime));
    }

    [Fact]
    public async Task TheLocalSocketAnswersPastTlsAndPasswords()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls + SecureDaemon.Users, environment: Runtime);
        Assert.Equal((0, "OK\n", ""), await DaemonProcess.Run(["health"], Runtime));
    }

    [Fact]
    public async Task WithoutTheSocketAPasswordIsNeeded()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Users);
        string[] ports = ["--cpu.port", $"{secure.Daemon.CpuPort}", "--gpu.port", $"{secure.Daemon.GpuPort}"];
        var (exitCode, output, _) = await DaemonProcess.Run(["health", .. ports], Runtime);
        Assert.Equal(1, exitCode);
        Assert.Contains("wants a user and a password", Assert.Single(output.TrimEnd().Split('\n')));

        File.WriteAllText(_folder.File("password"), SecureDaemon.Password);
        Assert.Equal(0, (await DaemonProcess.Run(
            ["health", "--url", $"http://127.0.0.1:{secure.Daemon.CpuPort}", "--user", "alice", "--password.file", _folder.File("password")], Runtime)).ExitCode);
    }

    [Fact]
    public async Task WithoutADaemonItIsOneLine()
    {
        var (exitCode, output, error) = await DaemonProcess.Run(["health", "--cpu.port", $"{DaemonProcess.FreePort()}"], Runtime);
        Assert.Equal((1, ""), (exitCode, error));
        Assert.StartsWith("http://127.0.0.1:", Assert.Single(output.TrimEnd().Split('\n')));
    }

    [Fact]
    public async Task ACollectorThatHasStoppedIsNamed()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on", "--gpu", "off"], Runtime);
        await daemon.Logged("is serving");
        using var held = new HeldThread(daemon.Id, "sampler cpu");
        var (exitCode, output) = (0, "");
        await Eventually.True(
            () =>
            {
                (exitCode, output, _) = DaemonProcess.Run(["health"], Runtime).GetAwaiter().GetResult();
                return exitCode == 1;
            },
            "an unhealthy daemon");
        Assert.StartsWith("cpu: no sample for ", Assert.Single(output.TrimEnd().Split('\n')));
    }
}
