using Microsoft.Extensions.Logging;
using Wattd.Http.Security;
using Wattd.Settings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Http.Security;

/// <summary>Changes of the web configuration while the daemon runs.</summary>
public sealed class WebSecurityTests : IDisposable
{
    const string Hash = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";
    const string Users = $"basic_auth_users:\n  alice: {Hash}\n";
    const string Clients = SecureDaemon.Tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: root.pem\n  client_allowed_sans: [a]\n";

    readonly TemporaryFolder _folder = new();
    readonly MadeUpAuthority _authority;
    readonly CollectingLogger _log = new();
    readonly ILoggerFactory _loggers;

    public WebSecurityTests()
    {
        _authority = new MadeUpAuthority(_folder);
        _authority.Root();
        _authority.Server().Dispose();
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(new OneLog(_log)));
    }

    string Path => _folder.File("web.yml");

    public void Dispose()
    {
        _loggers.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    WebSecurity Started(string text, Func<string, FileStamp>? stampOf = null)
    {
        File.WriteAllText(Path, text);
        return WebSecurity.Load(Path, _loggers.CreateLogger<WebSecurity>(), TimeProvider.System, stampOf)!;
    }

    bool IsSaid(string text) => _log.Lines.ToList().Any(line => line.Message.Contains(text, StringComparison.Ordinal));

    Task Said(string text) => Eventually.True(() => IsSaid(text), text);

    [Theory]
    [InlineData(Users, "", "is empty")]
    [InlineData(Users, "# later\n", "is empty")]
    [InlineData(Users, "&&&&", "is empty")]
    [InlineData(Users, "rate_limit: {interval: 1s, burst: 9}\n", "basic_auth_users was removed, which takes effect with 'systemctl restart wattd'")]
    [InlineData(Users, "basic_auth_users:\n", "basic_auth_users has no user")]
    [InlineData(Users, "a: \"\\UFFFFFFFF\"\n", "is not YAML")]
    [InlineData(SecureDaemon.Tls + Users, SecureDaemon.Tls, "basic_auth_users was removed")]
    [InlineData(SecureDaemon.Tls + Users, Users, "tls_server_config was added or removed")]
    [InlineData(Users, SecureDaemon.Tls + Users, "tls_server_config was added or removed")]
    [InlineData(Clients, SecureDaemon.Tls, "client_auth_type was RequireAndVerifyClientCert and is NoClientCert")]
    [InlineData(Clients, SecureDaemon.Tls + "  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: root.pem\n", "client_auth_type was RequireAndVerifyClientCert and is VerifyClientCertIfGiven")]
    [InlineData(Clients, SecureDaemon.Tls + "  client_auth_type: RequireAnyClientCert\n  client_allowed_sans: [a]\n", "client_auth_type was RequireAndVerifyClientCert and is RequireAnyClientCert")]
    [InlineData(Clients, SecureDaemon.Tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_allowed_sans: [a]\n", "client_ca_file or client_ca was removed")]
    [InlineData(Clients, SecureDaemon.Tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: root.pem\n", "client_allowed_sans was removed")]
    public async Task AWeakerConfigurationIsRefusedUntilARestart(string before, string after, string expected)
    {
        using var security = Started(before);
        var state = security.Current;
        File.WriteAllText(Path, after);
        await Said(expected);
        Assert.Same(state, security.Current);
    }

    [Theory]
    [InlineData(SecureDaemon.Tls, Clients)]
    [InlineData("http_server_config:\n  headers: {X-Frame-Options: deny}\n", Users)]
    [InlineData(Users, $"basic_auth_users:\n  bob: {Hash}\n")]
    [InlineData(Users + "rate_limit: {interval: 1s, burst: 9}\n", Users)]
    public async Task AStricterOrDifferentConfigurationAppliesAtOnce(string before, string after)
    {
        using var security = Started(before);
        var state = security.Current;
        File.WriteAllText(Path, after);
        await Eventually.True(() => security.Current != state, "the change");
    }

    [Fact]
    public async Task AReloadReadsAFileThatHasNotChanged()
    {
        using var security = Started(Users);
        var state = security.Current;
        security.Reload();
        await Eventually.True(() => security.Current != state, "the reload");
    }

    [Fact]
    public async Task AHangingCheckBlocksNoRequest()
    {
        using var hang = new Gate();
        using var hung = new Gate();
        var isHanging = false;
        using var security = Started(Users, path =>
        {
            if (Volatile.Read(ref isHanging))
            {
                hung.Open();
                hang.Pass();
            }
            return FileStamp.Of(path);
        });
        Volatile.Write(ref isHanging, true);
        await hung.Opened;
        Assert.NotNull(security.Current.Users);
        security.Reload();
        Assert.NotNull(security.Current.Users);
        Volatile.Write(ref isHanging, false);
        hang.Open();
        File.WriteAllText(Path, $"basic_auth_users:\n  bob: {Hash}\n");
        await Eventually.True(() => security.Current.Configuration.Users.ContainsKey("bob"), "the check that returns");
    }

    [Fact]
    public async Task AFileThatKeepsChangingIsNotReadAndALineReportsIt()
    {
        using var security = Started(Users);
        var state = security.Current;
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                File.WriteAllText(Path, $"basic_auth_users:\n  user{i}: {Hash}\n");
                security.Reload();
                await Task.Delay(20);
            }
        });
        await Said("keeps changing");
        Assert.Same(state, security.Current);
        await stop.CancelAsync();
        await writing;
        await Eventually.True(() => security.Current != state, "the last of the writes");
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("tls_server_config:\n")]
    public void AtTheStartAnEmptyFileIsRefused(string text) =>
        Assert.Single(Assert.Throws<ConfigurationException>(() => Started(text)).Lines);

    [Fact]
    public void AtTheStartAFileThatIsBeingWrittenIsReadWhenComplete()
    {
        var looks = 0;
        using var security = Started("", path =>
        {
            // It is complete after it was read for the first time.
            if (++looks == 2)
                File.WriteAllText(Path, Users);
            return FileStamp.Of(path);
        });
        Assert.NotNull(security.Current.Users);
    }

    [Theory]
    [InlineData("server.key")]
    [InlineData("server.crt")]
    [InlineData("root.pem")]
    public void AtTheStartANamedFileThatIsBeingWrittenIsReadWhenComplete(string name)
    {
        var (named, looks) = (_folder.File(name), 0);
        var whole = File.ReadAllText(named);
        File.WriteAllText(named, whole[..(whole.Length / 2)]);
        using var security = Started(Clients, path =>
        {
            // The configuration and the other files look old: the start waits only for this one, which is complete after it was read.
            if (path != named)
                return default;
            if (++looks == 2)
                File.WriteAllText(named, whole);
            return FileStamp.Of(path);
        });
        Assert.NotNull(security.Current.Tls);
    }

    [Fact]
    public void AtTheStartANamedFileThatKeepsChangingIsNotRead()
    {
        var writes = 0ul;
        Assert.Contains("a file that it names, keeps changing", Assert.Single(Assert.Throws<ConfigurationException>(
            () => Started(SecureDaemon.Tls, path => path == _folder.File("server.key") ? new(1, ++writes, default, default) : default)).Lines));
    }

    [Fact]
    public void AFileWithoutProtectionLogsAWarning()
    {
        using var security = Started("http_server_config:\n  headers: {X-Frame-Options: deny}\n");
        Assert.Contains(("WebConfigurationExposed", $"{Path} has neither tls_server_config nor basic_auth_users: anyone who reaches a port can read it"), _log.Lines);
    }

    [Fact]
    public void AWorldReadableKeyLogsAWarning()
    {
        File.SetUnixFileMode(_folder.File("server.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Started(SecureDaemon.Tls).Dispose();
        Assert.True(IsSaid("server.key' can be read by every user of this machine"));
    }

    [Fact]
    public void AKeyReadableOnlyByItsOwnerLogsNoWarning()
    {
        File.SetUnixFileMode(_folder.File("server.key"), UnixFileMode.UserRead);
        Started(SecureDaemon.Tls).Dispose();
        Assert.DoesNotContain("WebConfigurationExposed", _log.Events);
    }

    [Theory]
    [InlineData("web.yml")]
    [InlineData("server.crt")]
    [InlineData("server.key")]
    public async Task APipeInPlaceOfTheFileIsRefusedWithoutBlocking(string name)
    {
        using var security = Started(SecureDaemon.Tls);
        var state = security.Current;
        File.Delete(_folder.File(name));
        Fifo.Make(_folder.File(name));
        await Said("is a pipe, a socket or a device, not a regular file");
        Assert.Same(state, security.Current);
        Assert.Throws<ConfigurationException>(() => WebSecurity.Load(Path, _loggers.CreateLogger<WebSecurity>(), TimeProvider.System));
    }

    [Theory]
    [InlineData("rsa-1024")]
    [InlineData("secp256k1")]
    public async Task ACertificateThatFailsItsHandshakeIsRefused(string kind)
    {
        using var security = Started(SecureDaemon.Tls);
        var state = security.Current;
        _authority.Unusable(kind);
        await Said("a handshake with it fails");
        Assert.Same(state, security.Current);
        Assert.Contains("server.crt' cannot be used, a handshake with it fails: ", Assert.Single(Assert.Throws<ConfigurationException>(
            () => WebSecurity.Load(Path, _loggers.CreateLogger<WebSecurity>(), TimeProvider.System)).Lines));
    }

    [Fact]
    public void SuitesThatDoNotFitTheCertificateAreRefused() =>
        Assert.Contains("a handshake with it fails", Assert.Single(Assert.Throws<ConfigurationException>(
            () => Started(SecureDaemon.Tls + "  max_version: TLS12\n  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]\n")).Lines));

    /// <summary>Blocks callers until it is open.</summary>
    sealed class Gate : IDisposable
    {
        readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Opened => _open.Task.WaitAsync(Eventually.Deadline);

        public void Open() => _open.TrySetResult();

        public void Pass() => _open.Task.GetAwaiter().GetResult();

        public void Dispose() => Open();
    }

    sealed class OneLog(ILogger log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
        }
    }
}
