using Wattd.Collectors.Sampling;
using Wattd.Metrics;

namespace Wattd.Http;

/// <summary>One address that wattd answers on.</summary>
/// <param name="Names">
/// The collectors it serves: <c>cpu</c>, <c>gpu</c>, or both where they share a port. They name the setting of the port and
/// the sockets that systemd may pass.
/// </param>
/// <param name="Port">TCP port, 1 to 65535; 0 for any that is free.</param>
/// <param name="Page">Its page of metrics.</param>
/// <param name="Collectors">What <c>/health</c> looks at.</param>
sealed record WebEndpoint(
    IReadOnlyList<string> Names,
    int Port,
    MetricsPage Page,
    IReadOnlyList<CollectorStatus> Collectors)
{
    /// <summary>The settings that give the port.</summary>
    public string Setting => string.Join(" and ", Names.Select(name => $"{name}.port"));
}
