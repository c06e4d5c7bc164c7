using System.Net;
using System.Security.Cryptography.X509Certificates;
using Wattd.Collectors;
using Wattd.Http;
using Wattd.Http.Security;
using Wattd.Http.Security.Tls;
using Wattd.Settings;

namespace Wattd.Commands.Client;

/// <summary>Where a daemon answers, and what it takes to be let in.</summary>
/// <param name="Url">Scheme, host and port: <c>https://node7:9500</c>.</param>
sealed record DaemonAddress(Uri Url)
{
    /// <summary>Its local socket; null for a port. Who may open it needs neither TLS nor a password.</summary>
    public string? SocketPath { get; init; }

    /// <summary>The certificates that are trusted: of authorities, or of the daemon itself. Empty: the system's authorities.</summary>
    public X509Certificate2Collection Trusted { get; init; } = [];

    /// <summary>User name and password for basic authentication; null for none.</summary>
    public NetworkCredential? User { get; init; }

    /// <summary>Whether the command line names it, and not the settings of this machine. The default is false.</summary>
    public bool IsNamed { get; init; }

    /// <summary>What a message calls it: <c>http://127.0.0.1:9500</c>, or the path of the socket.</summary>
    public string Name => SocketPath ?? Url.GetLeftPart(UriPartial.Authority);

    /// <summary>The local socket of the daemon of this machine.</summary>
    public static DaemonAddress Local(string path) => new(new Uri("http://localhost")) { SocketPath = path };

    /// <summary>Where the daemon of this machine may answer: its local socket, then each port, without and with TLS.</summary>
    /// <param name="options">The settings of the daemon.</param>
    /// <param name="socketPath">Its local socket.</param>
    public static IEnumerable<DaemonAddress> OfThisMachine(OptionSet options, string socketPath) =>
        [Local(socketPath), .. PortsOf(options).SelectMany(port => OfThisMachine(options, port))];

    /// <summary>The ports on which the collectors that are not off are served.</summary>
    public static IEnumerable<int> PortsOf(OptionSet options) =>
        CollectorList.Wanted(options).Select(kind => CollectorList.PortOf(kind, options)).Distinct();

    /// <summary>
    /// A port of this machine, on the address that the daemon listens on: without TLS, and where its settings have a
    /// certificate with TLS. A daemon keeps the one that it started with, whatever its file says now.
    /// </summary>
    public static IEnumerable<DaemonAddress> OfThisMachine(OptionSet options, int port)
    {
        var web = options.Get<WebOptions>();
        var host = new IPEndPoint(web.ListenAddress switch
        {
            null => IPAddress.Loopback,
            var any when any.Equals(IPAddress.Any) => IPAddress.Loopback,
            var any when any.Equals(IPAddress.IPv6Any) => IPAddress.IPv6Loopback,
            var one => one,
        }, port);
        yield return new DaemonAddress(new Uri($"http://{host}"));
        // It is known by its own certificate, which need not name this address.
        if (OwnCertificate(web.ConfigFile) is { } certificate)
            yield return new DaemonAddress(new Uri($"https://{host}")) { Trusted = [certificate] };
    }

    static X509Certificate2? OwnCertificate(string? webConfiguration)
    {
        try
        {
            return webConfiguration is not null && WebConfigurationFile.Read(webConfiguration).Tls is { } tls
                ? ServerCertificate.ReadChain(tls.Certificate)[0]
                : null;
        }
        catch (ConfigurationException)
        {
            return null;
        }
    }
}
