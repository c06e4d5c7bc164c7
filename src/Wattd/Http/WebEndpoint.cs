using Wattd.Collectors.Sampling;
using Wattd.Metrics;

namespace Wattd.Http;

/// <summary>One address that wattd serves.</summary>
/// <param name="Names">The collectors that it serves: <c>cpu</c> and <c>wall</c>, <c>gpu</c>.</param>
/// <param name="Port">TCP port, 1 to 65535; 0 for any free port.</param>
/// <param name="Page">Its metrics page.</param>
/// <param name="Collectors">The collectors that <c>/health</c> checks.</param>
sealed record WebEndpoint(
    IReadOnlyList<string> Names,
    int Port,
    MetricsPage Page,
    IReadOnlyList<CollectorStatus> Collectors)
{
    /// <summary>Whether it is the local socket, whose clients need neither TLS nor a password. The default is false.</summary>
    public bool IsLocal { get; init; }

    /// <summary>
    /// The collectors whose port it is: <c>cpu</c>, <c>gpu</c>, or both where they share one. They give the names of the port setting
    /// and of the sockets that systemd may pass. The default is all that it serves.
    /// </summary>
    public IReadOnlyList<string> PortNames { get; init; } = Names;

    /// <summary>The settings that give the port.</summary>
    public string Setting => string.Join(" and ", PortNames.Select(name => $"{name}.port"));
}
