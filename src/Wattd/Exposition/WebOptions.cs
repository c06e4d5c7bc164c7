namespace Wattd.Exposition;

/// <summary>Settings of the HTTP endpoints; Configuration binds and checks them.</summary>
sealed record WebOptions
{
    /// <summary><c>web.listen-address</c>: an IP address to bind. The default (null) is all addresses, IPv6 and IPv4.</summary>
    public System.Net.IPAddress? ListenAddress { get; init; }

    /// <summary><c>web.telemetry-path</c>. The default is <c>/metrics</c>.</summary>
    public string TelemetryPath { get; init; } = "/metrics";

    /// <summary><c>web.config.file</c>: TLS, basic authentication and headers, as WebConfig reads them. The default (null) is none of it.</summary>
    public string? ConfigFile { get; init; }
}
