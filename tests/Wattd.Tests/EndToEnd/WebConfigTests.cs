using System.Net;
using System.Text;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>Users, headers and reloading, with the published binary and curl.</summary>
public sealed class WebConfigTests
{
    const int Hangup = 1;

    static readonly string[] Alice = ["--user", $"alice:{SecureDaemon.Password}"];

    [Fact]
    public async Task EveryPathRequiresAUserAndTheirPassword()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls + SecureDaemon.Users);
        foreach (var path in new[] { "/metrics", "/health", "/", "/readings.json", "/nowhere" })
        {
            var (status, text, _) = await secure.AskAsync(path);
            Assert.Equal(401, status);
            Assert.Contains("WWW-Authenticate: Basic realm=\"wattd\", charset=\"UTF-8\"", text);
            Assert.DoesNotContain("wattd_", text, StringComparison.Ordinal);
            Assert.Equal(path == "/nowhere" ? 404 : 200, (await secure.AskAsync(path, Alice)).Status);
        }
        Assert.Equal(401, (await secure.AskAsync("/metrics", "--user", "alice:wrong")).Status);
        Assert.Equal(401, (await secure.AskAsync("/metrics", "--user", $"bob:{SecureDaemon.Password}")).Status);
    }

    [Fact]
    public async Task UsersAreRequiredWithoutTlsToo()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("web.yml"), SecureDaemon.Users);
        await using var daemon = DaemonProcess.Start(["--simulate", "on", "--web.config.file", folder.File("web.yml")]);
        await daemon.Logged("is serving");
        var (status, _, complaint) = await Curl.AskAsync($"http://localhost:{daemon.CpuPort}/metrics");
        Assert.Equal((401, ""), (status, complaint));
        Assert.Equal(200, (await Curl.AskAsync([.. Alice, $"http://localhost:{daemon.CpuPort}/metrics"])).Status);
    }

    [Fact]
    public async Task DuringGuessesFromTheSameAddressAUserIsAdmittedAfterARestart()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls + SecureDaemon.Users);
        using var stop = new CancellationTokenSource();
        var guesses = Enumerable.Range(0, 4).Select(client => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
                Assert.NotEqual(200, (await secure.AskAsync("/health", "--user", $"alice:guess-{client}-{i}")).Status);
        })).ToList();
        await Task.Delay(TimeSpan.FromSeconds(2));
        // A scraper repeats its credentials: those that were not checked in time go first the next time.
        var first = (await secure.AskAsync("/health", Alice)).Status;
        Assert.Equal(200, first == 200 ? first : (await secure.AskAsync("/health", Alice)).Status);
        await stop.CancelAsync();
        await Task.WhenAll(guesses);
    }

    [Fact]
    public async Task WhileTheFileIsRewrittenInPlaceNoClientIsAdmittedWithoutAPassword()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("web.yml");
        File.WriteAllText(file, SecureDaemon.Users);
        await using var daemon = DaemonProcess.Start(["--simulate", "on", "--web.config.file", file]);
        await daemon.Logged("is serving");

        using var stop = new CancellationTokenSource();
        var asking = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var answers = 0;
            for (; !stop.IsCancellationRequested; answers++)
                Assert.Equal(HttpStatusCode.Unauthorized, await daemon.StatusOf(daemon.CpuPort, "/health"));
            return answers;
        })).ToList();
        for (var i = 0; i < 100; i++)
        {
            // Like "cat new > web.yml", with an occasional longer pause at the empty and the partial file.
            await using (var writer = new FileStream(file, FileMode.Truncate))
            {
                await Task.Delay(i % 40 == 0 ? 1500 : 5);
                var bytes = Encoding.UTF8.GetBytes(SecureDaemon.Users);
                await writer.WriteAsync(bytes.AsMemory(0, 18));
                await writer.FlushAsync();
                await Task.Delay(i % 40 == 20 ? 1500 : 5);
                await writer.WriteAsync(bytes.AsMemory(18));
            }
            if (i % 10 == 0)
                daemon.Signal(Hangup);
            await Task.Delay(30);
        }
        await stop.CancelAsync();
        Assert.True((await Task.WhenAll(asking)).Sum() > 100);
        Assert.DoesNotContain(daemon.Log, line => line.Contains("no basic authentication", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GarbageIsRefusedAtAReloadAndThePreviousConfigurationStaysInForce()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls + SecureDaemon.Users);
        foreach (var (text, expected) in Rubbish)
        {
            var before = secure.Daemon.Log.Count;
            secure.Configure(text);
            secure.Daemon.Signal(Hangup);
            await Eventually.True(
                () => secure.Daemon.Log.Skip(before).Any(line => line.Contains(expected, StringComparison.Ordinal)), expected);
            Assert.Equal(401, (await secure.AskAsync("/health")).Status);
        }
        Assert.Equal(200, (await secure.AskAsync("/health", Alice)).Status);
        Assert.DoesNotContain(secure.Daemon.Log, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GarbageEndsTheStartWith78AndCheckNamesIt()
    {
        await using var secure = new SecureDaemon();
        foreach (var (text, expected) in Rubbish)
        {
            secure.Configure(text);
            var (exitCode, _, error) = await DaemonProcess.Run(["--simulate", "on", "--web.config.file", secure.Configuration]);
            Assert.Equal(78, exitCode);
            Assert.Contains(expected, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
            var (_, output, complaint) = await DaemonProcess.Run(["check", "--web.config.file", secure.Configuration]);
            Assert.Contains(expected, output);
            Assert.Equal("", complaint);
        }
    }

    static IEnumerable<(string Text, string Expected)> Rubbish =>
    [
        ("", "is empty"),
        ("a: \"\\UFFFFFFFF\"\n", "is not YAML"),
        ("a: \"\\ud800\\u0041\"\n", "is not YAML"),
        (string.Concat(Enumerable.Range(0, 50_000).Select(i => $"k{i}:\n")), "is larger than 256 KiB"),
        (string.Concat(Enumerable.Range(0, 20_000).Select(i => $"k{i}:\n")), "has more than 10000 values"),
        (string.Concat(Enumerable.Range(0, 40_000).Select(i => $"- &a{i}\n")), "is larger than 256 KiB"),
        (string.Concat(Enumerable.Range(0, 20_000).Select(i => $"- &a{i}\n")), "has more than 10000 values"),
        (new string('&', 200_000), "is empty"),
        (new string('!', 200_000), "is empty"),
        ("tls_server_config:\n", "tls_server_config has no certificate"),
    ];

    [Fact]
    public async Task TheHeadersAreOnEveryResponse()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls + SecureDaemon.Users + """
            http_server_config:
              headers:
                Strict-Transport-Security: max-age=60
                X-Frame-Options: deny
                Content-Security-Policy: frame-src 'none'
            """);
        foreach (var (path, arguments) in new (string, string[])[] { ("/metrics", Alice), ("/", Alice), ("/nowhere", Alice), ("/metrics", []) })
        {
            var (_, text, _) = await secure.AskAsync(path, arguments);
            Assert.Contains("Strict-Transport-Security: max-age=60", text);
            Assert.Contains("X-Frame-Options: deny", text);
            Assert.Contains("Content-Security-Policy: frame-src 'none'", text);
        }
        // The policy of the page is still enforced.
        Assert.Contains("Content-Security-Policy: default-src 'none'", (await secure.AskAsync("/", Alice)).Text);
    }

    [Fact]
    public async Task RequestsAboveTheRateGetRetryAfter()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls + "rate_limit:\n  interval: 1h\n  burst: 2\n");
        Assert.Equal(200, (await secure.AskAsync("/health")).Status);
        Assert.Equal(200, (await secure.AskAsync("/health")).Status);
        var (status, text, _) = await secure.AskAsync("/health");
        Assert.Equal(429, status);
        Assert.Contains("Retry-After: 3600", text);
    }

    [Fact]
    public async Task AChangeTakesEffectWithoutARestart()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls);
        Assert.Equal(200, (await secure.AskAsync("/health")).Status);
        secure.Configure(SecureDaemon.Tls + "  min_version: TLS13\n" + SecureDaemon.Users);
        await Until(secure, 401);
        Assert.Equal(0, (await secure.AskAsync("/health", "--tls-max", "1.2")).Status);
        secure.Configure(SecureDaemon.Tls + SecureDaemon.Users);
        await Eventually.True(
            () => secure.AskAsync("/health", ["--tls-max", "1.2", .. Alice]).GetAwaiter().GetResult().Status == 200, "TLS 1.2");

        // Removing all passwords requires a restart.
        secure.Configure(SecureDaemon.Tls);
        Assert.Contains("systemctl restart wattd", await secure.Daemon.Logged("basic_auth_users was removed"));
        Assert.Equal(401, (await secure.AskAsync("/health")).Status);
    }

    [Fact]
    public async Task AnInvalidChangeLeavesThePreviousConfigurationInForceAndIsLogged()
    {
        await using var secure = await SecureDaemon.StartAsync(SecureDaemon.Tls + SecureDaemon.Users);
        secure.Configure(SecureDaemon.Tls + "basic_auth_user: {}\n");
        secure.Daemon.Signal(Hangup);
        Assert.Contains("'basic_auth_user' is not a key", await secure.Daemon.Logged("the one in force stays"));
        Assert.Equal(401, (await secure.AskAsync("/health")).Status);

        secure.Configure(SecureDaemon.Users);
        secure.Daemon.Signal(Hangup);
        Assert.Contains("systemctl restart wattd", await secure.Daemon.Logged("tls_server_config was added or removed"));
        Assert.Equal(200, (await secure.AskAsync("/health", Alice)).Status);

        File.Delete(secure.Configuration);
        await Eventually.True(
            () => secure.AskAsync("/health").GetAwaiter().GetResult().Status == 401
                && secure.Daemon.Log.Any(line => line.Contains("does not exist", StringComparison.Ordinal)),
            "the file that has gone is missed");
        Assert.Equal(200, (await secure.AskAsync("/health", Alice)).Status);
    }

    [Theory]
    [InlineData("tls_server_confg: {}\n", ":1: 'tls_server_confg' is not a key; did you mean tls_server_config?")]
    [InlineData("tls_server_config: {cert_file: gone.crt, key_file: server.key}\n", "gone.crt' does not exist")]
    [InlineData("tls_server_config: {cert_file: server.key, key_file: server.key}\n", "server.key' has no certificate")]
    [InlineData("tls_server_config: {cert_file: server.crt, key_file: other.key}\n", "is not the key of the certificate in cert_file")]
    [InlineData("tls_server_config: {cert_file: server.crt, key_file: server.crt}\n", "has no key that matches the certificate")]
    [InlineData("tls_server_config: {cert_file: server.crt, key_file: .}\n", "is a folder, not a file")]
    public async Task AnInvalidFileEndsTheDaemonWithOneLineAnd78(string configuration, string expected)
    {
        await using var secure = new SecureDaemon();
        secure.Authority.Server("other").Dispose();
        secure.Configure(configuration);
        var (exitCode, _, error) = await DaemonProcess.Run(["--simulate", "on", "--web.config.file", secure.Configuration]);
        Assert.Equal(78, exitCode);
        Assert.Contains(expected, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task AMissingFileEndsItToo()
    {
        var (exitCode, _, error) = await DaemonProcess.Run(["--simulate", "on", "--web.config.file", "/nonexistent/web.yml"]);
        Assert.Equal((78, "web.config.file: '/nonexistent/web.yml' does not exist\n"), (exitCode, error));
    }

    [Fact]
    public async Task WithoutAWebConfigurationOpenSslIsNotLoaded()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        await daemon.Logged("is serving");
        await daemon.Cpu();
        Assert.DoesNotContain("libssl", await File.ReadAllTextAsync($"/proc/{daemon.Id}/maps"), StringComparison.Ordinal);
    }

    static async Task Until(SecureDaemon secure, int status) =>
        await Eventually.True(() => secure.AskAsync("/health").GetAwaiter().GetResult().Status == status, $"{status} after the change");
}
