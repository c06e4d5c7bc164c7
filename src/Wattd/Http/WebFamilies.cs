using System.Collections.Immutable;
using Wattd.Metrics;
using static Wattd.Metrics.MetricFamilyType;

namespace Wattd.Http;

/// <summary>The metric families of the HTTP server.</summary>
static class WebFamilies
{
    public static readonly MetricFamily ConnectionsRefused = new(
        "wattd_connections_refused_total", Counter,
        "Connections closed by the limits of the HTTP server, on all ports together; by reason: full, address_limit, no_request, "
            + "handshake_failed, answer_not_taken.",
        "reason");

    public static readonly ImmutableArray<MetricFamily> All = [ConnectionsRefused];
}
