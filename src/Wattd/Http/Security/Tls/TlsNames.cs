using System.Net.Security;

namespace Wattd.Http.Security.Tls;

/// <summary>The words that <c>tls_server_config</c> accepts, which are those of Go's <c>crypto/tls</c>.</summary>
static class TlsNames
{
    /// <summary>The suites of TLS 1.3, which are always enabled.</summary>
    public static readonly TlsCipherSuite[] Tls13Suites =
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    ];

    /// <summary>The suites that Go's <c>tls.CipherSuites</c> lists: those without a known weakness.</summary>
    public static readonly string[] CipherSuites =
    [
        "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    ];

    /// <summary>In the order of <see cref="TlsVersion"/>.</summary>
    public static readonly string[] Versions = ["TLS10", "TLS11", "TLS12", "TLS13"];

    public static readonly string[] Curves = ["CurveP256", "CurveP384", "CurveP521", "X25519"];

    /// <summary>In the order of <see cref="ClientAuthentication"/>, followed by an older name of one of them.</summary>
    public static readonly string[] ClientAuthentications =
    [
        "NoClientCert", "RequestClientCert", "RequireAnyClientCert", "VerifyClientCertIfGiven", "RequireAndVerifyClientCert",
        "RequireClientCert",
    ];

    // In the order of CipherSuites. Looking them up by name would keep all names of the enum in the binary.
    static readonly TlsCipherSuite[] CipherSuiteValues =
    [
        .. Tls13Suites,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    ];

    /// <summary>The suite of a word.</summary>
    public static TlsCipherSuite CipherSuite(int word) => CipherSuiteValues[word];

    /// <summary>The client authentication of a word.</summary>
    public static ClientAuthentication ClientAuthenticationOf(int word) =>
        word > (int)ClientAuthentication.RequireAndVerifyClientCert
            ? ClientAuthentication.RequireAnyClientCert
            : (ClientAuthentication)word;
}
