using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Wattd.Http.Security.Tls;

/// <summary>Checks the certificates of clients.</summary>
/// <param name="type">The kind of client authentication.</param>
/// <param name="roots">The accepted roots; null for those of the system.</param>
/// <param name="names">The allowed names, of which the certificate must have one; null for any.</param>
sealed class ClientCertificates(ClientAuthentication type, X509Certificate2Collection? roots, HashSet<string>? names)
{
    /// <summary>Whether a client certificate is required.</summary>
    public static bool IsRequired(ClientAuthentication type) =>
        type is ClientAuthentication.RequireAnyClientCert or ClientAuthentication.RequireAndVerifyClientCert;

    /// <summary>Whether a client certificate must chain to a root.</summary>
    public static bool IsVerified(ClientAuthentication type) =>
        type is ClientAuthentication.VerifyClientCertIfGiven or ClientAuthentication.RequireAndVerifyClientCert;

    /// <summary>Whether the handshake requests one.</summary>
    public bool AreAskedFor => type != ClientAuthentication.NoClientCert;

    /// <summary>How a chain is built: only from what the client sends and the roots, without the network.</summary>
    public X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        // The runtime builds a chain in any case; where it is not verified, it need not read the system's roots.
        if (!IsVerified(type) || roots is not null)
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        if (IsVerified(type) && roots is not null)
            policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    /// <summary>Whether a client is accepted.</summary>
    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return !IsRequired(type);
        return (!IsVerified(type) || errors == SslPolicyErrors.None)
            && (names is null || HasName((X509Certificate2)certificate));
    }

    bool HasName(X509Certificate2 certificate) => SubjectAlternativeNames.Of(certificate).Any(names!.Contains);
}
