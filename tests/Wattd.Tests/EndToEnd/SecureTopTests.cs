using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary><c>wattd top</c> and a daemon with TLS and passwords.</summary>
public sealed class SecureTopTests
{
    [Fact]
    public async Task ItAsksAnotherMachineWithItsAuthorityAndAPasswordFromAFile()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls + SecureDaemon.Users);
        File.WriteAllText(secure.File("password"), SecureDaemon.Password + "\n");
        var (exitCode, output, error) = await DaemonProcess.Run(
        [
            "top", "--url", $"https://localhost:{secure.Daemon.CpuPort}", "--tls.ca", secure.Root, "--user", "alice",
            "--password.file", secure.File("password"),
        ]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("Simulated GPU", output);
    }

    [Fact]
    public async Task OnTheNodeItKnowsTheDaemonByItsOwnCertificate()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls);
        var (exitCode, output, error) = await DaemonProcess.Run(
            ["top", "--source", "daemon", "--web.config.file", secure.Configuration, "--cpu.port", $"{secure.Daemon.CpuPort}"], Elsewhere);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains($"the daemon at https://127.0.0.1:{secure.Daemon.CpuPort}", output);
    }

    [Fact]
    public async Task ADaemonThatWantsAPasswordIsNotReplacedByTheHardware()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Users);
        var (exitCode, output, error) = await DaemonProcess.Run(["top", "--cpu.port", $"{secure.Daemon.CpuPort}"], Elsewhere);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("wants a user and a password: --user NAME", Assert.Single(error.TrimEnd().Split('\n')));
    }

    [Fact]
    public async Task ACertificateOfAnUnknownAuthorityIsRefusedWithTheReason()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls);
        var (exitCode, _, error) = await DaemonProcess.Run(["top", "--url", $"https://localhost:{secure.Daemon.CpuPort}"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("its certificate is not trusted", error);
        Assert.Contains("--tls.ca", error);
    }

    [Fact]
    public async Task OnlyTheNamedAuthorityIsTrustedNotThoseOfTheSystem()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls);
        using var other = new TemporaryFolder();
        using var stranger = new MadeUpAuthority(other);
        // The system trusts the authority of the daemon here, and the command names another one.
        var ofTheSystem = new Dictionary<string, string>(Elsewhere) { ["SSL_CERT_FILE"] = secure.Root };
        string[] top = ["top", "--once", "--url", $"https://localhost:{secure.Daemon.CpuPort}"];
        Assert.Equal(0, (await DaemonProcess.Run(top, ofTheSystem)).ExitCode);
        var (exitCode, _, error) = await DaemonProcess.Run([.. top, "--tls.ca", stranger.Root()], ofTheSystem);
        Assert.Equal(1, exitCode);
        Assert.Contains("its certificate is not trusted", error);
    }

    [Fact]
    public async Task ACertificateOfAnotherNameIsRefusedWithTheReason()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls);
        var (exitCode, _, error) = await DaemonProcess.Run(["top", "--url", $"https://127.0.0.2:{secure.Daemon.CpuPort}", "--tls.ca", secure.Root]);
        Assert.Equal(1, exitCode);
        Assert.Contains("its certificate is not for 127.0.0.2", error);
    }

    [Theory]
    [InlineData("--user needs --password.file", "--user", "alice")]
    [InlineData("--password.file needs --user", "--password.file", "/dev/null")]
    [InlineData("--tls.ca needs --url https://...", "--tls.ca", "/dev/null")]
    public async Task OptionsThatNeedOthersSaySo(string line, params string[] arguments)
    {
        var (exitCode, _, error) = await DaemonProcess.Run(["top", .. arguments]);
        Assert.Equal(78, exitCode);
        Assert.Contains(line, error);
    }

    [Fact]
    public async Task AtATerminalItAsksForThePasswordAndDoesNotShowIt()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Users);
        await using var top = TerminalRun.Start($"top --url http://127.0.0.1:{secure.Daemon.CpuPort} --user alice");
        await top.Shows("Password of alice: ");
        await top.Type(SecureDaemon.Password + "\r");
        await top.Shows("Simulated GPU");
        await top.Type("q");
        Assert.DoesNotContain(SecureDaemon.Password, (await top.Ended()).Text);
    }

    // No daemon has its local socket here.
    static Dictionary<string, string> Elsewhere => new() { ["RUNTIME_DIRECTORY"] = "/nonexistent" };
}
