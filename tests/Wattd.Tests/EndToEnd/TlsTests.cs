using System.Net.Security;
using System.Net.Sockets;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>TLS of the published binary with curl.</summary>
public sealed class TlsTests
{
    const string Verified = SecureDaemon.Tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: root.pem\n";

    [Fact]
    public async Task BothEndpointsAreServedOverTlsOnly()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls);
        foreach (var port in new[] { secure.Daemon.CpuPort, secure.Daemon.GpuPort })
        {
            var (status, page, _) = await Curl.AskAsync("--cacert", secure.Root, $"https://localhost:{port}/metrics");
            Assert.Equal((200, true), (status, page.Contains("wattd_build_info", StringComparison.Ordinal)));
            Assert.Equal(0, (await Curl.AskAsync($"http://localhost:{port}/metrics")).Status);
        }
    }

    [Fact]
    public async Task AVersionBelowTheMinimumIsRefused()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls + "  min_version: TLS13\n");
        Assert.Equal(200, (await secure.AskAsync("/health", "--tlsv1.3")).Status);
        Assert.Equal(0, (await secure.AskAsync("/health", "--tls-max", "1.2")).Status);
    }

    [Fact]
    public async Task AVersionAboveTheMaximumIsNotUsed()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls + "  max_version: TLS12\n");
        Assert.Equal(200, (await secure.AskAsync("/health")).Status);
        Assert.Equal(0, (await secure.AskAsync("/health", "--tlsv1.3")).Status);
    }

    [Fact]
    public async Task CipherSuitesApplyToTls12Only()
    {
        await using var secure = await SecureDaemon.StartAsync(
            SecureDaemon.Tls + "  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]\n");
        Assert.Equal(200, (await secure.AskAsync("/health", "--tls-max", "1.2", "--ciphers", "ECDHE-ECDSA-AES256-GCM-SHA384")).Status);
        Assert.Equal(0, (await secure.AskAsync("/health", "--tls-max", "1.2", "--ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256")).Status);
        Assert.Equal(200, (await secure.AskAsync("/health", "--tlsv1.3")).Status);
    }

    [Fact]
    public async Task TheChainBetweenTheCertificateAndItsRootIsSent()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls, between: true);
        Assert.Equal(200, (await secure.AskAsync("/health")).Status);
    }

    [Fact]
    public async Task OnlyAClientWithACertificateOfTheRootsIsAdmitted()
    {
        await using var secure = await SecureDaemon.StartAsync(Verified);
        using var strangers = new TemporaryFolder();
        using var stranger = new MadeUpAuthority(strangers);
        secure.Authority.Client("prometheus").Dispose();
        stranger.Client("stranger").Dispose();

        Assert.Equal(200, (await secure.AskAsync("/health", secure.As("prometheus"))).Status);
        Assert.Equal(0, (await secure.AskAsync("/health")).Status);
        Assert.Equal(0, (await secure.AskAsync("/health", "--cert", strangers.File("stranger.crt"), "--key", strangers.File("stranger.key"))).Status);
        // A server certificate is not valid for a client, regardless of its issuer.
        Assert.Equal(0, (await secure.AskAsync("/health", secure.As("server"))).Status);
    }

    [Fact]
    public async Task OnlyAClientWithAnAllowedNameIsAdmitted()
    {
        await using var secure = await SecureDaemon.StartAsync(Verified + "  client_allowed_sans: [prometheus]\n");
        secure.Authority.Client("prometheus").Dispose();
        secure.Authority.Client("grafana").Dispose();
        Assert.Equal(200, (await secure.AskAsync("/health", secure.As("prometheus"))).Status);
        Assert.Equal(0, (await secure.AskAsync("/health", secure.As("grafana"))).Status);
    }

    [Theory]
    [InlineData("NoClientCert", 200, 200, 200)]
    [InlineData("RequestClientCert", 200, 200, 200)]
    [InlineData("RequireAnyClientCert", 0, 200, 200)]
    [InlineData("RequireClientCert", 0, 200, 200)]
    [InlineData("VerifyClientCertIfGiven", 200, 0, 200)]
    [InlineData("RequireAndVerifyClientCert", 0, 0, 200)]
    public async Task EachTypeOfClientAuthenticationAdmitsTheSameClientsAsGo(string type, int without, int unknown, int known)
    {
        var roots = type == "NoClientCert" ? "" : "  client_ca_file: root.pem\n";
        await using var secure = await SecureDaemon.StartAsync($"{SecureDaemon.Tls}  client_auth_type: {type}\n{roots}");
        using var strangers = new TemporaryFolder();
        using var stranger = new MadeUpAuthority(strangers);
        secure.Authority.Client("prometheus").Dispose();
        stranger.Client("stranger").Dispose();
        Assert.Equal(without, (await secure.AskAsync("/health")).Status);
        Assert.Equal(unknown, (await secure.AskAsync("/health", "--cert", strangers.File("stranger.crt"), "--key", strangers.File("stranger.key"))).Status);
        Assert.Equal(known, (await secure.AskAsync("/health", secure.As("prometheus"))).Status);
    }

    [Fact]
    public async Task ANewCertificateIsUsedWithoutARestartAndOpenConnectionsAreKept()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls);
        using var client = secure.Client(out var shown);
        await client.GetStringAsync(new Uri("/health", UriKind.Relative));
        var old = shown[^1];

        using var renewed = secure.Authority.Server(days: 60);
        await Eventually.True(() => Fingerprint(secure) == renewed.Thumbprint, "the new certificate is shown");
        Assert.NotEqual(old, renewed.Thumbprint);
        await client.GetStringAsync(new Uri("/health", UriKind.Relative));
        Assert.Single(shown);
    }

    [Fact]
    public async Task AKeyThatDoesNotMatchYetLeavesTheOldPairInForce()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls);
        var before = Fingerprint(secure);
        secure.Authority.Server("next").Dispose();
        File.Move(secure.File("next.crt"), secure.File("server.crt"), overwrite: true);
        await Eventually.True(
            () => Fingerprint(secure) == before && secure.Daemon.Log.Any(line => line.Contains("is not the key of the certificate", StringComparison.Ordinal)),
            "the pair that does not fit is refused");
        File.Move(secure.File("next.key"), secure.File("server.key"), overwrite: true);
        await Eventually.True(() => Fingerprint(secure) != before, "the pair that fits is shown");
    }

    [Fact]
    public async Task AClientWithoutAHandshakeIsDisconnected()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls);
        using var silent = new TcpClient("localhost", secure.Daemon.CpuPort);
        Assert.True(await IsCutOffAsync(silent.GetStream()));
    }

    [Fact]
    public async Task AClientWithAHandshakeButNoRequestIsDisconnected()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls);
        await using var silent = await ConnectAsync(secure);
        Assert.True(await IsCutOffAsync(silent));
        using var client = secure.Client(out _);
        Assert.Contains(
            "wattd_connections_refused_total{reason=\"no_request\"} 1\n", await client.GetStringAsync(new Uri("/metrics", UriKind.Relative)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ARequestFollowedByEndOfStreamIsAnswered(bool isNotified)
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls);
        for (var i = 0; i < 20; i++)
        {
            await using var tls = await ConnectAsync(secure);
            await tls.WriteAsync("GET /readings.json?since=0 HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
            if (isNotified)
                await tls.ShutdownAsync();
            tls.Socket.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(tls);
            var answer = await reader.ReadToEndAsync().WaitAsync(Eventually.Deadline);
            Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer);
            Assert.EndsWith("}", answer);
        }
    }

    [Fact]
    public async Task AStopClosesOpenConnections()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls);
        using var client = secure.Client(out _);
        await client.GetStringAsync(new Uri("/health", UriKind.Relative));
        using var silent = new TcpClient("localhost", secure.Daemon.CpuPort);
        Assert.Equal(0, (await secure.Daemon.Stop()).ExitCode);
    }

    /// <summary>Whether the server ends the connection in any way.</summary>
    static async Task<bool> IsCutOffAsync(Stream silent)
    {
        try
        {
            return await silent.ReadAsync(new byte[1]).AsTask().WaitAsync(Eventually.Deadline) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    static async Task<TlsConversation> ConnectAsync(SecureDaemon secure)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", secure.Daemon.CpuPort);
        var tls = new TlsConversation(client);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = secure.Authority.Trusted(),
        });
        return tls;
    }

    sealed class TlsConversation(TcpClient client) : SslStream(client.GetStream())
    {
        public Socket Socket => client.Client;
    }

    static string Fingerprint(SecureDaemon secure)
    {
        using var client = secure.Client(out var shown);
        client.GetStringAsync(new Uri("/health", UriKind.Relative)).GetAwaiter().GetResult();
        return shown[^1];
    }
}
