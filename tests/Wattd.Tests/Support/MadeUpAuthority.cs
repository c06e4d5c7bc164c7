using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wattd.Tests.Support;

/// <summary>A certificate authority for tests that writes its certificates to a folder in PEM.</summary>
sealed class MadeUpAuthority(TemporaryFolder folder) : IDisposable
{
#pragma warning disable RS0030 // Certificates have dates.
    static readonly DateTimeOffset Today = TimeProvider.System.GetUtcNow();
#pragma warning restore RS0030

    readonly X509Certificate2 _root = MakeRoot();

    /// <summary>Writes the root's certificate.</summary>
    /// <returns>Its path.</returns>
    public string Root(string name = "root.pem") => Write(name, _root.ExportCertificatePem());

    /// <summary>Trusts only the certificates that it issues.</summary>
    public X509ChainPolicy Trusted()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_root);
        return policy;
    }

    /// <summary>Issues a certificate for localhost.</summary>
    /// <param name="name">Written to <c>NAME.crt</c> and <c>NAME.key</c>.</param>
    /// <param name="days">How long it is valid; negative for an expired one.</param>
    /// <param name="between">Whether an intermediate issues it; the certificate of the intermediate then follows in the file.</param>
    /// <param name="from">Since how many days it is valid, as a negative number.</param>
    public X509Certificate2 Server(string name = "server", int days = 90, bool between = false, int from = -100)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        using var issuer = between ? MakeIntermediate() : null;
        return Issue(name, "CN=localhost", "1.3.6.1.5.5.7.3.1", names, days, issuer, from);
    }

    /// <summary>Issues a certificate for localhost with a key that the security level of OpenSSL or clients reject.</summary>
    /// <param name="kind"><c>rsa-1024</c> or <c>secp256k1</c>.</param>
    public void Unusable(string kind)
    {
        var request = kind == "rsa-1024"
            ? new CertificateRequest("CN=localhost", RSA.Create(1024), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=localhost", ECDsa.Create(ECCurve.CreateFromFriendlyName(kind)), HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(Today.AddDays(-1), Today.AddDays(90));
        Write("server.crt", certificate.ExportCertificatePem());
        using AsymmetricAlgorithm key = kind == "rsa-1024" ? certificate.GetRSAPrivateKey()! : certificate.GetECDsaPrivateKey()!;
        Write("server.key", key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Issues a certificate for a client.</summary>
    public X509Certificate2 Client(string name, Action<SubjectAlternativeNameBuilder>? names = null)
    {
        var builder = new SubjectAlternativeNameBuilder();
        builder.AddDnsName(name);
        names?.Invoke(builder);
        return Issue(name, $"CN={name}", "1.3.6.1.5.5.7.3.2", builder, days: 90, issuer: null);
    }

    public void Dispose() => _root.Dispose();

    X509Certificate2 Issue(
        string name, string subject, string usage, SubjectAlternativeNameBuilder names, int days, X509Certificate2? issuer, int from = -100)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        var certificate = request.Create(
            issuer ?? _root, Today.AddDays(from), Today.AddDays(days), RandomNumberGenerator.GetBytes(8));
        Write($"{name}.crt", certificate.ExportCertificatePem() + "\n" + issuer?.ExportCertificatePem());
        Write($"{name}.key", key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }

    X509Certificate2 MakeIntermediate()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=wattd test intermediate", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.Create(_root, Today.AddDays(-365), Today.AddDays(365), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    static X509Certificate2 MakeRoot()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=wattd test root {Guid.NewGuid()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Today.AddDays(-400), Today.AddDays(400));
    }

    // Atomically, as recommended to operators: a reader sees the old file or the new one.
    string Write(string name, string text)
    {
        File.WriteAllText(folder.File(name + ".new"), text);
        File.Move(folder.File(name + ".new"), folder.File(name), overwrite: true);
        return folder.File(name);
    }
}
