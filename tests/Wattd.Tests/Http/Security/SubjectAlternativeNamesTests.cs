using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CsCheck;
using Wattd.Http.Security.Tls;
using Wattd.Tests.Support;

namespace Wattd.Tests.Http.Security;

public sealed class SubjectAlternativeNamesTests
{
    [Fact]
    public void NamesAddressesMailAndUrisAreFound()
    {
        using var folder = new TemporaryFolder();
        using var authority = new MadeUpAuthority(folder);
        using var certificate = authority.Client("prometheus.example.org", names =>
        {
            names.AddIpAddress(IPAddress.Parse("10.1.2.3"));
            names.AddIpAddress(IPAddress.IPv6Loopback);
            names.AddEmailAddress("ops@example.org");
            names.AddUri(new Uri("spiffe://example.org/prometheus"));
            names.AddUserPrincipalName("not@these");
        });
        Assert.Equal(
            ["prometheus.example.org", "10.1.2.3", "::1", "ops@example.org", "spiffe://example.org/prometheus"],
            SubjectAlternativeNames.Of(certificate));
    }

    [Fact]
    public void ACertificateWithoutNamesHasNone() => Assert.Empty(Names(null));

    [Fact]
    public void AMalformedExtensionDoesNotThrow() =>
        Gen.Byte.Array[0, 80].Sample(bytes => Assert.NotNull(Names(bytes)), iter: 200, threads: 1);

    static IReadOnlyList<string> Names(byte[]? extension)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256);
        if (extension is not null)
            request.CertificateExtensions.Add(new X509Extension("2.5.29.17", extension, critical: false));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return SubjectAlternativeNames.Of(certificate);
    }
}
