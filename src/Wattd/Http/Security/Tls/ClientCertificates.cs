using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Wattd.Http.Security.Tls;

/// <summary>Judges what clients show of themselves.</summary>
/// <param name="type">What is asked of them.</param>
/// <param name="roots">The roots that a good certificate leads to; null for those of the system.</param>
/// <param name="names">The names of which it has one; null for any.</param>
sealed class ClientCertificates(ClientAuthentication type, X509Certificate2Collection? roots, HashSet<string>? names)
{
    /// <summary>Whether nobody comes in without one.</summary>
    public static bool IsRequired(ClientAuthentication type) =>
        type is ClientAuthentication.RequireAnyClientCert or ClientAuthentication.RequireAndVerifyClientCert;

    /// <summary>Whether one that is shown leads to a root.</summary>
    public static bool IsVerified(ClientAuthentication type) =>
        type is ClientAuthentication.VerifyClientCertIfGiven or ClientAuthentication.RequireAndVerifyClientCert;

    /// <summary>Whether the handshake asks for one.</summary>
    public bool AreAskedFor => type != ClientAuthentication.NoClientCert;

    /// <summary>How a chain is built: from what the client sends and the roots, and nothing from the network.</summary>
    public X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        // The runtime builds a chain in any case; where none is wanted, it need not read the system's roots for it.
        if (!IsVerified(type) || roots is not null)
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        if (IsVerified(type) && roots is not null)
            policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    /// <summary>Whether a client may come in.</summary>
    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return !IsRequired(type);
        return (!IsVerified(type) || errors == SslPolicyErrors.None)
            && (names is null || HasName((X509Certificate2)certificate));
    }

    bool HasName(X509Certificate2 certificate) => SubjectAlternativeNames.Of(certificate).Any(names!.Contains);
}
