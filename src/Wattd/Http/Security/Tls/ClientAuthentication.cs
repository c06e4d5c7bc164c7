namespace Wattd.Http.Security.Tls;

/// <summary>Whether clients present a certificate; the names are those of Go's <c>tls.ClientAuthType</c>.</summary>
enum ClientAuthentication
{
    /// <summary>None is requested.</summary>
    NoClientCert,

    /// <summary>One is requested, and any is accepted.</summary>
    RequestClientCert,

    /// <summary>One is required, and any is accepted.</summary>
    RequireAnyClientCert,

    /// <summary>One is requested, and must be valid if it is sent.</summary>
    VerifyClientCertIfGiven,

    /// <summary>A valid one is required.</summary>
    RequireAndVerifyClientCert,
}
