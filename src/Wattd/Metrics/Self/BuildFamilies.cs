using System.Collections.Immutable;
using static Wattd.Metrics.MetricFamilyType;

namespace Wattd.Metrics.Self;

/// <summary>The metric families that identify the binary behind the page.</summary>
static class BuildFamilies
{
    public static readonly MetricFamily BuildInfo = new(
        "wattd_build_info", Gauge, "Always 1; the version of wattd, its commit, and what it runs on.",
        "version", "revision", "runtime", "architecture");

    public static readonly MetricFamily Simulated = new(
        "wattd_simulated", Gauge,
        "1 if everything on this page is simulated (the setting simulate is on), 0 if it is measured.");

    public static readonly MetricFamily LogEventsDropped = new(
        "wattd_log_events_dropped_total", Counter, "Log events dropped because the journal or standard error did not take them at once.");

    public static readonly ImmutableArray<MetricFamily> All =
        [BuildInfo, Simulated, LogEventsDropped];
}
