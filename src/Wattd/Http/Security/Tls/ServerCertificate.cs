using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wattd.Settings;

namespace Wattd.Http.Security.Tls;

/// <summary>Loads the server's certificate with its key and chain.</summary>
static class ServerCertificate
{
    /// <summary>Loads what a handshake needs.</summary>
    /// <exception cref="ConfigurationException">A file cannot be read, or the key does not match the certificate.</exception>
    public static SslStreamCertificateContext Load(TlsSettings settings)
    {
        var chain = ReadChain(settings.Certificate);
        var certificate = WithKey(settings, settings.Certificate.Read());
        // Missing parts of the chain are not fetched from the network; the operator must add them.
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    /// <summary>The certificates in a PEM text, at least one.</summary>
    /// <exception cref="ConfigurationException">They cannot be read.</exception>
    public static X509Certificate2Collection ReadChain(PemSource source)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(source.Read());
        }
        catch (CryptographicException e)
        {
            throw new ConfigurationException(
                [$"{source} has a certificate that cannot be read: {Quoted.Plain(e.Message)}"]);
        }
        return certificates.Count > 0
            ? certificates
            : throw new ConfigurationException(
                [$"{source} has no certificate; it must be PEM, with -----BEGIN CERTIFICATE-----"]);
    }

    static X509Certificate2 WithKey(TlsSettings settings, string certificate)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificate, settings.Key.Read());
        }
        catch (ArgumentException)
        {
            throw new ConfigurationException(
                [$"{settings.Key} is not the key of the certificate in {settings.Certificate.Key}; set a key and a certificate that belong together"]);
        }
        catch (CryptographicException e)
        {
            throw new ConfigurationException(
                [$"{settings.Key} has no key that matches the certificate; it must be PEM, not encrypted, such as "
                    + $"-----BEGIN PRIVATE KEY----- ({Quoted.Plain(e.Message)})"]);
        }
    }
}
