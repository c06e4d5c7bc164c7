using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Wattd.Settings;

namespace Wattd.Http.Security.Tls;

/// <summary>TLS with its files loaded and valid.</summary>
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
        // The list has only TLS 1.2 suites; a policy without those of TLS 1.3 would disable TLS 1.3.
        if (settings.CipherSuites.Count > 0)
            _suites = new CipherSuitesPolicy(TlsNames.Tls13Suites.Concat(settings.CipherSuites).Distinct());
    }

    /// <summary>The server's own certificate.</summary>
    public X509Certificate2 Certificate => _certificate.TargetCertificate;

    /// <summary>The files that the settings name.</summary>
    public static IEnumerable<string> Files(TlsSettings settings) =>
        new[] { settings.Certificate, settings.Key, settings.ClientRoots }.Select(source => source?.Path).OfType<string>();

    /// <summary>Reads the files.</summary>
    /// <exception cref="ConfigurationException">One cannot be read, or they do not match.</exception>
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

    /// <summary>The options of one handshake.</summary>
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
        // A resumed session would ignore later changes of the certificate and of the accepted clients.
        AllowTlsResume = false,
    };
}
