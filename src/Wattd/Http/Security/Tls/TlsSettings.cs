using System.Net.Security;
using System.Security.Authentication;

namespace Wattd.Http.Security.Tls;

/// <summary>The section <c>tls_server_config</c>.</summary>
sealed record TlsSettings
{
    /// <summary><c>cert_file</c> or <c>cert</c>: the server's certificate, and the intermediate ones.</summary>
    public required PemSource Certificate { get; init; }

    /// <summary><c>key_file</c> or <c>key</c>.</summary>
    public required PemSource Key { get; init; }

    /// <summary><c>client_auth_type</c>. The default is none.</summary>
    public ClientAuthentication ClientAuthentication { get; init; }

    /// <summary>
    /// <c>client_ca_file</c> or <c>client_ca</c>: the accepted roots of client certificates. The default (null) is those of the system.
    /// </summary>
    public PemSource? ClientRoots { get; init; }

    /// <summary><c>client_allowed_sans</c>: the allowed names of client certificates. The default (null) is any.</summary>
    public HashSet<string>? ClientNames { get; init; }

    /// <summary><c>min_version</c> to <c>max_version</c>. The default is TLS 1.2 and 1.3.</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary><c>cipher_suites</c> of TLS 1.2, best first. The default (empty) is OpenSSL's.</summary>
    public IReadOnlyList<TlsCipherSuite> CipherSuites { get; init; } = [];
}

/// <summary>A version of TLS.</summary>
enum TlsVersion
{
    Tls10,
    Tls11,
    Tls12,
    Tls13,
}
