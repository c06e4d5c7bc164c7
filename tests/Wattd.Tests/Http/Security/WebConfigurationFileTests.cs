using System.Security.Authentication;
using CsCheck;
using Wattd.Http.Security;
using Wattd.Http.Security.Tls;
using Wattd.Settings;

namespace Wattd.Tests.Http.Security;

public sealed class WebConfigurationFileTests
{
    const string Hash = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";

    const string Whole = $"""
        # As the toolkit documents it.
        tls_server_config:
          cert_file: server.crt
          key_file: /etc/keys/server.key
          client_auth_type: RequireAndVerifyClientCert
          client_ca_file: ../ca.crt
          client_allowed_sans:
            - prometheus.example.org
            - 10.0.0.1
          min_version: TLS12
          max_version: TLS13
          cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_AES_128_GCM_SHA256]
          prefer_server_cipher_suites: true
        http_server_config:
          http2: true
          headers:
            Content-Security-Policy: "frame-ancestors 'none'"
            X-Frame-Options: deny
            X-Content-Type-Options: nosniff
            X-XSS-Protection:
            Strict-Transport-Security: max-age=31536000; includeSubDomains
        basic_auth_users:
          alice: {Hash}
          bob: "{Hash}"
        rate_limit:
          interval: 1.5s
          burst: 10
        """;

    static WebConfiguration Parse(string text) => WebConfigurationFile.Parse("/etc/wattd/web-config.yml", text);

    static string Refusal(string text) => Assert.Single(Assert.Throws<ConfigurationException>(() => Parse(text)).Lines);

    [Fact]
    public void EveryKeyOfTheToolkitIsRead()
    {
        var configuration = Parse(Whole);
        var tls = configuration.Tls!;
        Assert.Equal("/etc/wattd/server.crt", tls.Certificate.Path);
        Assert.Equal("/etc/keys/server.key", tls.Key.Path);
        Assert.Equal("/etc/wattd/../ca.crt", tls.ClientRoots!.Path);
        Assert.Equal(ClientAuthentication.RequireAndVerifyClientCert, tls.ClientAuthentication);
        Assert.Equal(["10.0.0.1", "prometheus.example.org"], tls.ClientNames!.Order());
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, tls.Protocols);
        Assert.Equal(["TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"], tls.CipherSuites.Select(suite => suite.ToString()));
        Assert.Equal(
            ["Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Strict-Transport-Security"],
            configuration.Headers.Select(header => header.Key));
        Assert.Equal(["alice", "bob"], configuration.Users.Keys);
        Assert.Equal(new RateLimit(TimeSpan.FromSeconds(1.5), 10), configuration.RateLimit);
        Assert.Empty(configuration.Notes);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\n")]
    [InlineData("# nothing\n")]
    [InlineData("---\n")]
    [InlineData("~")]
    [InlineData("null\n...\n")]
    public void AnEmptyFileIsRefused(string text) =>
        Assert.Equal(
            "/etc/wattd/web-config.yml:1: is empty; to serve without TLS and passwords, remove web.config.file from the settings",
            Refusal(text));

    [Theory]
    [InlineData('&')]
    [InlineData('!')]
    [InlineData('*')]
    [InlineData('%')]
    [InlineData('@')]
    [InlineData('-')]
    [InlineData(' ')]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('?')]
    [InlineData('|')]
    [InlineData('\0')]
    public void ARepeatedCharacterIsRefusedInOneLine(char letter) => Refusal(new string(letter, 200_000));

    [Theory]
    [InlineData("tls_server_config:", "tls_server_config has no certificate; to turn it off, leave the section out")]
    [InlineData("tls_server_config: {}", "tls_server_config has no certificate; to turn it off, leave the section out")]
    [InlineData("tls_server_config: {cert_file: \"\", key_file: ''}", "tls_server_config has no certificate; to turn it off, leave the section out")]
    [InlineData("basic_auth_users:", "basic_auth_users has no user; to turn it off, leave the section out")]
    [InlineData("basic_auth_users: &a", "basic_auth_users has no user; to turn it off, leave the section out")]
    [InlineData("basic_auth_users: {}\nrate_limit:\n  interval: 1s\n  burst: 1", "basic_auth_users has no user; to turn it off, leave the section out")]
    public void AnEmptySecuritySectionIsRefused(string text, string expected) =>
        Assert.Equal($"/etc/wattd/web-config.yml:1: {expected}", Refusal(text));

    [Fact]
    public void OtherEmptySectionsAreAllowed()
    {
        var configuration = Parse("http_server_config: {}\nrate_limit: null\n");
        Assert.Null(configuration.Tls);
        Assert.Empty(configuration.Headers);
        Assert.Empty(configuration.Users);
        Assert.Null(configuration.RateLimit);
    }

    [Theory]
    [InlineData("a: \"\\ud800\\u0041\"\n")]
    [InlineData("a: \"\\UFFFFFFFF\"\n")]
    [InlineData("a: \"\\U00110000\"\n")]
    [InlineData("a: \"\\udc00\"\n")]
    [InlineData("a: \"\\xZZ\"\n")]
    [InlineData("%YAML 99999999999999999999.1\n---\na: b\n")]
    [InlineData("a: |99999999999\n  b\n")]
    public void AnyExceptionOfTheLibraryIsALine(string text) => Refusal(text);

    [Fact]
    public void AFileOfManyThousandValuesIsRefusedInOneLine()
    {
        Assert.Contains("has more than 10000 values", Refusal(string.Concat(Enumerable.Range(0, 25_000).Select(i => $"k{i}: 1\n"))));
        Assert.Contains("has more than 10000 values", Refusal(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"k{i}: &a{i} 1\n"))));
    }

    [Fact]
    public void OfManyFaultsTheFirstAreShownAndTheOthersCounted()
    {
        var lines = Assert.Throws<ConfigurationException>(
            () => Parse(string.Concat(Enumerable.Range(0, 1000).Select(i => $"k{i}: 1\n")))).Lines;
        Assert.Equal(11, lines.Length);
        Assert.Contains(":10: 'k9' is not a key", lines[9]);
        Assert.Equal("/etc/wattd/web-config.yml: has 990 more faults", lines[10]);
    }

    [Fact]
    public void ThreeThousandUsersFitIntoAFile() =>
        Assert.Equal(3000, Parse("basic_auth_users:\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $" user{i}: {Hash}\n"))).Users.Count);

    [Fact]
    public void TheKeyAndCertificateMayBeInTheFile()
    {
        var tls = Parse("tls_server_config:\n  cert: |\n    -----BEGIN CERTIFICATE-----\n    AA==\n  key: k\n").Tls!;
        Assert.Null(tls.Certificate.Path);
        Assert.Equal("-----BEGIN CERTIFICATE-----\nAA==\n", tls.Certificate.Read());
    }

    [Fact]
    public void AnAnchorIsResolved()
    {
        var users = Parse($"basic_auth_users:\n  alice: &hash {Hash}\n  bob: *hash\n").Users;
        Assert.Equal(users["alice"], users["bob"]);
    }

    [Theory]
    [InlineData("tls_server_config:\n  cert_fil: a\n", ":2: 'cert_fil' in tls_server_config is not a key; did you mean cert_file?")]
    [InlineData("tls: {}\n", ":1: 'tls' is not a key; there are tls_server_config, http_server_config, basic_auth_users, rate_limit")]
    [InlineData("basic_auth_user:\n", ":1: 'basic_auth_user' is not a key; did you mean basic_auth_users?")]
    [InlineData("http_server_config:\n  headers:\n    Server: me\n", ":3: 'Server' in headers is not a key; there are Content-Security-Policy, X-Frame-Options")]
    [InlineData("http_server_config:\n  headers:\n    X-Frame-Options: DENY\n", ":3: X-Frame-Options: 'DENY' is not deny or sameorigin")]
    [InlineData("http_server_config:\n  headers:\n    X-Content-Type-Options: sniff\n", ":3: X-Content-Type-Options: 'sniff' is not nosniff")]
    [InlineData("http_server_config:\n  headers:\n    X-XSS-Protection: \"1\\r\\nSet-Cookie: a\"\n", ":3: X-XSS-Protection: '1\\u000d\\u000aSet-Cookie: a' has characters that are not allowed in a header")]
    [InlineData("http_server_config:\n  http2: perhaps\n", ":2: http2: 'perhaps' is not true or false")]
    [InlineData("http_server_config: on\n", ":1: http_server_config is not a mapping of keys")]
    [InlineData("- a\n", ":1: is not a mapping of keys")]
    [InlineData("basic_auth_users:\n  alice: secret\n", ":2: alice: the password is not a bcrypt hash")]
    [InlineData("basic_auth_users:\n  alice: $2y$17$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi\n", ":2: alice: the password has the bcrypt cost 17; it must be 04 to 16")]
    [InlineData("basic_auth_users:\n  alice: $2x$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi\n", ":2: alice: the password is not a bcrypt hash")]
    [InlineData("basic_auth_users:\n  al:ice: $2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi\n", ":2: al:ice has a colon")]
    [InlineData("basic_auth_users:\n  alice: {}\n", ":2: alice is a list or a mapping")]
    [InlineData("rate_limit:\n  interval: 1\n  burst: 1\n", ":2: interval: '1' is not a duration")]
    [InlineData("rate_limit:\n  interval: 1s\n  burst: x\n", ":3: burst")]
    [InlineData("rate_limit:\n  interval: 1s\n", "burst is less than 1")]
    [InlineData("http_server_config: {}\nhttp_server_config: {}\n", ":2: 'http_server_config' is already set in line 1")]
    [InlineData("a: b\n---\nc: d\n", "second document")]
    [InlineData("a: [\n", ": is not YAML: ")]
    [InlineData("a: *b\n", ":1: *b refers to no anchor above it")]
    [InlineData("a: [[[[[[[[[[1]]]]]]]]]]\n", "levels deep")]
    public void AFaultIsOneLineWithItsPlaceAndTheAllowedValues(string text, string expected)
    {
        var lines = Assert.Throws<ConfigurationException>(() => Parse(text)).Lines;
        Assert.Contains(lines, line => line.StartsWith("/etc/wattd/web-config.yml:", StringComparison.Ordinal) && line.Contains(expected, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotContain('\n', line));
    }

    [Theory]
    [InlineData("key_file: k", "tls_server_config has no certificate; set cert_file or cert")]
    [InlineData("cert_file: c", "tls_server_config has no key; set key_file or key")]
    [InlineData("{cert_file: c, key_file: k, cert: d}", "cert and cert_file are both set; set one of them")]
    [InlineData("{cert_file: c, key_file: k, min_version: TLS14}", "min_version: 'TLS14' is not one of TLS10, TLS11, TLS12, TLS13")]
    [InlineData("{cert_file: c, key_file: k, max_version: TLS11}", "max_version: TLS 1.0 and 1.1 are not served (RFC 8996); it must be TLS12 or TLS13")]
    [InlineData("{cert_file: c, key_file: k, min_version: TLS13, max_version: TLS12}", "max_version is lower than min_version")]
    [InlineData("{cert_file: c, key_file: k, cipher_suites: [TLS_RSA_WITH_RC4_128_SHA]}", "cipher_suites: 'TLS_RSA_WITH_RC4_128_SHA' is not one of TLS_AES_128_GCM_SHA256")]
    [InlineData("{cert_file: c, key_file: k, cipher_suites: TLS_AES_128_GCM_SHA256}", "cipher_suites is not a list")]
    [InlineData("{cert_file: c, key_file: k, curve_preferences: [secp112r1]}", "curve_preferences: 'secp112r1' is not one of CurveP256, CurveP384, CurveP521, X25519")]
    [InlineData("{cert_file: c, key_file: k, client_auth_type: Maybe}", "client_auth_type: 'Maybe' is not one of NoClientCert, RequestClientCert")]
    [InlineData("{cert_file: c, key_file: k, client_ca_file: r}", "client_ca_file needs a client_auth_type other than NoClientCert")]
    [InlineData("{cert_file: c, key_file: k, client_allowed_sans: [a]}", "client_allowed_sans needs the client_auth_type")]
    [InlineData("{cert_file: c, key_file: k, client_auth_type: VerifyClientCertIfGiven, client_allowed_sans: [a]}", "client_allowed_sans needs the client_auth_type")]
    public void ATlsFaultIsReportedToo(string section, string expected)
    {
        var indented = section[0] == '{' ? section : $"\n  {section}";
        Assert.Contains(expected, Refusal($"tls_server_config: {indented}\n"));
    }

    [Theory]
    [InlineData("curve_preferences: [CurveP384]", "curve_preferences has no effect")]
    [InlineData("prefer_server_cipher_suites: false", "prefer_server_cipher_suites false has no effect")]
    [InlineData("min_version: TLS10", "min_version is treated as TLS12")]
    public void AKeyWithoutEffectIsAcceptedAndNoted(string key, string expected)
    {
        var configuration = Parse($"tls_server_config: {{cert_file: c, key_file: k, {key}}}\n");
        Assert.Contains(expected, Assert.Single(configuration.Notes));
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, configuration.Tls!.Protocols);
    }

    [Theory]
    [InlineData("TLS12", "TLS12", SslProtocols.Tls12)]
    [InlineData("TLS13", "TLS13", SslProtocols.Tls13)]
    [InlineData("TLS11", "TLS13", SslProtocols.Tls12 | SslProtocols.Tls13)]
    public void VersionsAreARange(string least, string most, SslProtocols expected) =>
        Assert.Equal(expected, Parse($"tls_server_config: {{cert_file: c, key_file: k, min_version: {least}, max_version: {most}}}\n").Tls!.Protocols);

    [Fact]
    public void EveryFaultOfAFileIsReportedInOrder()
    {
        var lines = Assert.Throws<ConfigurationException>(() => Parse("a: 1\nhttp_server_config:\n  http2: perhaps\nrate_limit: 5\n")).Lines;
        Assert.Equal(["1", "3", "4"], lines.Select(line => line.Split(':')[1]));
    }

    [Fact]
    public void NoLineShowsAHash()
    {
        const string almost = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeS";
        Assert.DoesNotContain("QOauh", Refusal($"basic_auth_users:\n  alice: {almost}\n"));
    }

    [Fact]
    public void AMutilatedFileIsReadOrRefused()
    {
        var mutilated =
            from at in Gen.Int[0, Whole.Length - 1]
            from gone in Gen.Int[0, 40]
            from text in Gen.OneOf(
                Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.Char["\n\t\0&*%:-\"|\ufffe"]), 0, 12],
                Gen.OneOf("\"\\UFFFFFFFF\"", "\"\\ud800\\u0041\"", "\"\\x", "!<", "%TAG ! !\n", "? ", "|9\n", "\ud800", "\u0085"))
            select Whole[..at] + text + Whole[Math.Min(Whole.Length, at + gone)..];
        mutilated.Sample(text =>
        {
            try
            {
                Parse(text);
            }
            catch (ConfigurationException e)
            {
                Assert.All(e.Lines, line => Assert.DoesNotContain(line, char.IsControl));
            }
        }, iter: 5_000);
    }
}
