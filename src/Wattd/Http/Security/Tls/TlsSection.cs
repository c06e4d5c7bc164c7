using System.Security.Authentication;
using Wattd.Http.Security.Yaml;

namespace Wattd.Http.Security.Tls;

/// <summary>Reads <c>tls_server_config</c>.</summary>
/// <param name="section">The section.</param>
/// <param name="path">Its file; other files are relative to the folder of that file.</param>
/// <param name="notes">Receives the keys that are accepted but have no effect.</param>
sealed class TlsSection(YamlSection section, string path, ICollection<string> notes)
{
    public static readonly IReadOnlyList<string> Keys =
    [
        "cert_file", "key_file", "cert", "key", "client_auth_type", "client_ca_file", "client_ca", "client_allowed_sans",
        "min_version", "max_version", "cipher_suites", "prefer_server_cipher_suites", "curve_preferences",
    ];

    /// <summary>The settings; null where the section is empty or wrong.</summary>
    public TlsSettings? Read()
    {
        var (certificate, key) = (Pem("cert_file", "cert"), Pem("key_file", "key"));
        var roots = Pem("client_ca_file", "client_ca");
        var clients = section.Choice("client_auth_type", TlsNames.ClientAuthentications, unset: 0);
        var settings = new TlsSettings
        {
            Certificate = certificate!,
            Key = key!,
            ClientAuthentication = TlsNames.ClientAuthenticationOf(clients),
            ClientRoots = roots,
            ClientNames = section.Texts("client_allowed_sans") is { Count: > 0 } names ? [.. names] : null,
            Protocols = Protocols(),
            CipherSuites = [.. section.Choices("cipher_suites", TlsNames.CipherSuites).Select(TlsNames.CipherSuite)],
        };
        if (section.Choices("curve_preferences", TlsNames.Curves).Count > 0)
            Note("curve_preferences", "has no effect: OpenSSL's own curves are used (Groups in openssl.cnf)");
        if (!section.Switch("prefer_server_cipher_suites", unset: true))
            Note("prefer_server_cipher_suites", "false has no effect: the server's preference decides");

        var asked = certificate is not null || key is not null || roots is not null
            || section.Text("client_auth_type") is not null;
        if ((!asked && settings.ClientNames is null) || section.HasUnknownKeys)
            return null;
        CheckTogether(settings);
        return settings;
    }

    void CheckTogether(TlsSettings settings)
    {
        if (settings.Certificate is null)
            section.Refuse(section.Name, " has no certificate; set cert_file or cert");
        if (settings.Key is null)
            section.Refuse(section.Name, " has no key; set key_file or key");
        if (settings.ClientRoots is { } roots && settings.ClientAuthentication == ClientAuthentication.NoClientCert)
            section.Refuse(roots.Key,
                " needs a client_auth_type other than NoClientCert, such as RequireAndVerifyClientCert");
        if (settings.ClientNames is not null && !ClientCertificates.IsRequired(settings.ClientAuthentication))
            section.Refuse("client_allowed_sans",
                " needs the client_auth_type RequireAndVerifyClientCert or RequireAnyClientCert");
    }

    PemSource? Pem(string fileKey, string textKey)
    {
        var (file, text) = (section.Text(fileKey), section.Text(textKey));
        if (file is not null && text is not null)
            section.Refuse(textKey, $" and {fileKey} are both set; set one of them");
        return file is not null ? new PemSource(fileKey, Absolute(file), null, Origin(fileKey))
            : text is not null ? new PemSource(textKey, null, text, Origin(textKey))
            : null;
    }

    SslProtocols Protocols()
    {
        var least = (TlsVersion)section.Choice("min_version", TlsNames.Versions, (int)TlsVersion.Tls12);
        var most = (TlsVersion)section.Choice("max_version", TlsNames.Versions, (int)TlsVersion.Tls13);
        if (least < TlsVersion.Tls12 && most >= TlsVersion.Tls12)
            Note("min_version", "is treated as TLS12: TLS 1.0 and 1.1 are not served (RFC 8996)");
        if (most < TlsVersion.Tls12)
            section.Refuse("max_version", ": TLS 1.0 and 1.1 are not served (RFC 8996); it must be TLS12 or TLS13");
        else if (most < least)
            section.Refuse("max_version", " is lower than min_version; it must be the same or higher");
        return (least <= TlsVersion.Tls12 ? SslProtocols.Tls12 : SslProtocols.None)
            | (most >= TlsVersion.Tls13 ? SslProtocols.Tls13 : SslProtocols.None);
    }

    void Note(string key, string effect) => notes.Add($"{Origin(key)}: {key} {effect}");

    string Origin(string key) => $"{path}:{section.LineOf(key)}";

    string Absolute(string file) => Path.Combine(Path.GetDirectoryName(path) ?? "", file);
}
