using System.Net;
using Wattd.Settings;
using Wattd.Settings.Syntax;

namespace Wattd.Http;

/// <summary>Options of the HTTP endpoints.</summary>
sealed record WebOptions
{
    /// <summary><c>web.listen-address</c>: an IP address to bind. The default (null) is all addresses, IPv6 and IPv4.</summary>
    public IPAddress? ListenAddress { get; init; }

    /// <summary><c>web.telemetry-path</c>. The default is <c>/metrics</c>.</summary>
    public string TelemetryPath { get; init; } = "/metrics";

    /// <summary><c>web.config.file</c>: TLS, basic authentication and headers. The default (null) is none.</summary>
    public string? ConfigFile { get; init; }
}

/// <summary>The settings of the HTTP endpoints.</summary>
static class WebSettings
{
    public static readonly Setting ListenAddress = new TypedSetting<WebOptions, IPAddress?>("web.listen-address",
        "Address to listen on. The default, *, is all addresses, IPv6 and IPv4.",
        new AddressSyntax(), o => o.ListenAddress, (o, v) => o with { ListenAddress = v });

    public static readonly Setting TelemetryPath = new TypedSetting<WebOptions, string>("web.telemetry-path",
        "Path that the metrics are served under.",
        new TextSyntax("<path>", "a path such as /metrics, of letters, digits and -._~/, without /./ and /../, other than /, /health and /readings.json", IsTelemetryPath),
        o => o.TelemetryPath, (o, v) => o with { TelemetryPath = v });

    public static readonly Setting ConfigFile = new TypedSetting<WebOptions, string?>("web.config.file",
        "A web configuration file of Prometheus' exporter-toolkit: TLS, basic authentication, headers. It is re-read when it changes.",
        new OptionalPathSyntax(), o => o.ConfigFile, (o, v) => o with { ConfigFile = v })
    { IsFile = true };

    public static readonly SettingGroup Group = new("HTTP", ListenAddress, TelemetryPath, ConfigFile);

    static bool IsTelemetryPath(string text) =>
        text is ['/', _, ..]
        && text.All(c => char.IsAsciiLetterOrDigit(c) || "-._~/".Contains(c))
        && !text.TrimEnd('/').Equals("/health", StringComparison.OrdinalIgnoreCase)
        && !text.TrimEnd('/').Equals("/readings.json", StringComparison.OrdinalIgnoreCase)
        && text.Trim('/').Length > 0
        // Clients and the server remove these segments from a request (RFC 3986, 5.2.4), so the path could not be requested.
        && !text.Split('/').Any(segment => segment is "." or "..");
}
