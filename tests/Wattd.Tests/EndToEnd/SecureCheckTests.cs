using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary><c>wattd check</c> before the start of a secured daemon and next to a running one.</summary>
public sealed class SecureCheckTests
{
    [Fact]
    public async Task CheckFindsARunningDaemonBehindTlsPasswordsAndClientCertificates()
    {
        await using var secure = await SecureDaemon.StartAsync(
            SecureDaemon.Tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: root.pem\n" + SecureDaemon.Users);
        var (_, output, _) = await DaemonProcess.Run(
            ["check", "--web.config.file", secure.Configuration, "--cpu.port", $"{secure.Daemon.CpuPort}", "--gpu.port", $"{secure.Daemon.GpuPort}"]);
        Assert.Contains($"port {secure.Daemon.CpuPort} is served by a running wattd", output);
        Assert.Contains("TLS with a certificate until", output);
    }

    [Theory]
    [InlineData(90, -100, "ok")]
    [InlineData(5, -3, "ok")]
    [InlineData(30, -100, "warn")]
    [InlineData(-1, -30, "failed")]
    public async Task CheckReportsACertificateInTheLastThirdOfItsLifetime(int until, int from, string state)
    {
        await using var secure = new SecureDaemon();
        secure.Authority.Server(days: until, from: from).Dispose();
        secure.Configure(SecureDaemon.Tls);
        var (_, output, _) = await DaemonProcess.Run(["check", "--web.config.file", secure.Configuration]);
        Assert.Matches($"(?m)^{state} +web.config.file", output);
    }

    [Fact]
    public async Task CheckNamesWhatIsWrongWithTheFile()
    {
        await using var secure = new SecureDaemon();
        secure.Authority.Server("other").Dispose();
        secure.Configure("tls_server_config: {cert_file: server.crt, key_file: other.key}\n");
        var (exitCode, output, _) = await DaemonProcess.Run(["check", "--web.config.file", secure.Configuration]);
        Assert.Equal(1, exitCode);
        Assert.Matches("(?m)^failed +web.config.file .*is not the key of the certificate", output);
    }
}
