namespace Wattd.Http.Security.Tls;

/// <summary>A version of TLS.</summary>
enum TlsVersion
{
    Tls10,
    Tls11,
    Tls12,
    Tls13,
}
