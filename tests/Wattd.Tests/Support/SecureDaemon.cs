using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Wattd.Http.Security.Authentication;

namespace Wattd.Tests.Support;

/// <summary>The published binary with a web configuration and a certificate authority in a folder.</summary>
sealed class SecureDaemon : IAsyncDisposable
{
    public const string Password = "wonderland";

    /// <summary>A valid TLS section with <c>server.crt</c>.</summary>
    public const string Tls = "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n";

    readonly TemporaryFolder _folder = new();

    public SecureDaemon()
    {
        Authority = new MadeUpAuthority(_folder);
        Root = Authority.Root();
        using var certificate = Authority.Server();
    }

    public MadeUpAuthority Authority { get; }

    public string Root { get; }

    public DaemonProcess Daemon { get; private set; } = null!;

    /// <summary>A section with the user alice.</summary>
    public static string Users { get; } = $"basic_auth_users:\n  alice: {BCrypt.Net.BCrypt.HashPassword(Password, BcryptHash.LeastCost)}\n";

    public string Configuration => File("web-config.yml");

    public string File(string name) => _folder.File(name);

    public static async Task<SecureDaemon> StartAsync(
        string configuration, bool between = false, IReadOnlyDictionary<string, string>? environment = null,
        IEnumerable<string>? prefix = null)
    {
        var secure = new SecureDaemon();
        if (between)
            secure.Authority.Server(between: true).Dispose();
        secure.Configure(configuration);
        if (prefix is not null)
            secure.OpenToAll();
        secure.Daemon = DaemonProcess.Start(["--simulate", "on", "--web.config.file", secure.Configuration], environment, prefix);
        await secure.Daemon.Logged("is serving");
        return secure;
    }

    // The daemon can run as another user.
    void OpenToAll()
    {
        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        foreach (var file in Directory.EnumerateFiles(_folder.Path))
            System.IO.File.SetUnixFileMode(file, read | UnixFileMode.UserWrite);
        System.IO.File.SetUnixFileMode(
            _folder.Path, read | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    /// <summary>Writes the web configuration.</summary>
    public void Configure(string text)
    {
        System.IO.File.WriteAllText(Configuration + ".new", text);
        System.IO.File.Move(Configuration + ".new", Configuration, overwrite: true);
    }

    /// <summary>Requests a page of the CPU endpoint over TLS with curl.</summary>
    public Task<(int Status, string Text, string Complaint)> AskAsync(string path, params string[] arguments) =>
        Curl.AskAsync(["--cacert", Root, .. arguments, $"https://localhost:{Daemon.CpuPort}{path}"]);

    /// <summary>A client with keep-alive that records the certificate of each connection.</summary>
    public HttpClient Client(out List<string> certificates)
    {
        var seen = certificates = [];
        return new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new()
            {
                CertificateChainPolicy = Authority.Trusted(),
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    seen.Add(((X509Certificate2)certificate!).Thumbprint);
                    return errors == SslPolicyErrors.None;
                },
            },
        })
        { BaseAddress = new Uri($"https://localhost:{Daemon.CpuPort}") };
    }

    /// <summary>The arguments for a client certificate.</summary>
    public string[] As(string client) => ["--cert", File($"{client}.crt"), "--key", File($"{client}.key")];

    public async ValueTask DisposeAsync()
    {
        if (Daemon is not null)
            await Daemon.DisposeAsync();
        Authority.Dispose();
        _folder.Dispose();
    }
}
