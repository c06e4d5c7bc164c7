using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Wattd.Settings;

namespace Wattd.Http.Security.Tls;

/// <summary>TLS with the files that it needs, read and good.</summary>
sealed class TlsServer
{
    static readonly List<SslApplicationProtocol> Http = [SslApplicationProtocol.Http11];

    readonly SslStreamCertificateContext _certificate;
    readonly ClientCertificates _clients;
    readonly SslProtocols _protocols;
    readonly CipherSuitesPolicy? _suites;

    TlsServer(TlsSettings settings, SslStreamCertificateContext certificate, ClientCertificates clients)
    {
        (_certificate, _clients, _protocols) = (certificate, clients, settings.Protocols);
        // The list is of TLS 1.2 alone; a policy without those of TLS 1.3 would switch that off.
        if (settings.CipherSuites.Count > 0)
            _suites = new CipherSuitesPolicy(TlsNames.Tls13Suites.Concat(settings.CipherSuites).Distinct());
    }

    /// <summary>The certificate of the server itself.</summary>
    public X509Certificate2 Certificate => _certificate.TargetCertificate;

    /// <summary>The files that it was read from, whatever is in them now.</summary>
    public static IEnumerable<string> Files(TlsSettings settings) =>
        new[] { settings.Certificate, settings.Key, settings.ClientRoots }.Select(source => source?.Path).OfType<string>();

    /// <summary>Reads the files.</summary>
    /// <exception cref="ConfigurationException">One cannot be read, or they do not go together.</exception>
    public static TlsServer Load(TlsSettings settings)
    {
        try
        {
            var roots = settings.ClientRoots is { } source ? ServerCertificate.ReadChain(source) : null;
            var server = new TlsServer(
                settings, ServerCertificate.Load(settings),
                new ClientCertificates(settings.ClientAuthentication, roots, settings.ClientNames));
            return TrialHandshake.Complaint(server.Options(areClientsAsked: false)) is { } complaint
                ? throw new ConfigurationException(
                    [$"{settings.Certificate} cannot be used, a handshake with it fails: {Quoted.Plain(complaint)}"])
                : server;
        }
        catch (Exception e) when (e is not ConfigurationException)
        {
            throw new ConfigurationException([$"{settings.Certificate} cannot be used: {Quoted.Plain(e.Message)}"]);
        }
    }

    /// <summary>What one handshake goes by.</summary>
    public SslServerAuthenticationOptions Options() => Options(_clients.AreAskedFor);

    SslServerAuthenticationOptions Options(bool areClientsAsked) => new()
    {
        ServerCertificateContext = _certificate,
        EnabledSslProtocols = _protocols,
        ApplicationProtocols = Http,
        CipherSuitesPolicy = _suites,
        ClientCertificateRequired = areClientsAsked,
        RemoteCertificateValidationCallback = areClientsAsked ? _clients.Accept : null,
        CertificateChainPolicy = areClientsAsked ? _clients.ChainPolicy() : null,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        // A resumed session would skip what has changed since: the certificate, and which clients are good.
        AllowTlsResume = false,
    };
}
