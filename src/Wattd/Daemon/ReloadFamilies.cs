using System.Collections.Immutable;
using Wattd.Metrics;
using static Wattd.Metrics.MetricFamilyType;

namespace Wattd.Daemon;

/// <summary>The metric families of the settings, under the names that Prometheus and Alertmanager give theirs.</summary>
static class ReloadFamilies
{
    public static readonly MetricFamily Successful = new(
        "wattd_config_last_reload_successful", Gauge,
        "1 if the settings and the web configuration that were read last are in force, 0 if they were refused and earlier ones stay.");

    public static readonly MetricFamily SuccessTimestamp = new(
        "wattd_config_last_reload_success_timestamp_seconds", Gauge,
        "When settings and web configuration were last read and taken, in seconds since the Unix epoch.");

    public static readonly ImmutableArray<MetricFamily> All = [Successful, SuccessTimestamp];
}
