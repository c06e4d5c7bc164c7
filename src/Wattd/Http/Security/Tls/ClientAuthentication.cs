namespace Wattd.Http.Security.Tls;

/// <summary>Whether clients show a certificate; the names are those of Go's <c>tls.ClientAuthType</c>.</summary>
enum ClientAuthentication
{
    /// <summary>None is asked for.</summary>
    NoClientCert,

    /// <summary>One is asked for, and whatever comes is good.</summary>
    RequestClientCert,

    /// <summary>One is required, and any is good.</summary>
    RequireAnyClientCert,

    /// <summary>One is asked for, and has to be good where it comes.</summary>
    VerifyClientCertIfGiven,

    /// <summary>A good one is required.</summary>
    RequireAndVerifyClientCert,
}
