using System.Collections.Immutable;
using static Wattd.Metrics.MetricFamilyType;

namespace Wattd.Metrics.Self;

/// <summary>The metric families of a collector's state.</summary>
static class CollectorFamilies
{
    public static readonly MetricFamily Up = new(
        "wattd_collector_up", Gauge, "1 while the collector gives readings, else 0.", "collector");

    public static readonly MetricFamily DownReason = new(
        "wattd_collector_down_reason", Gauge,
        "1 for the reason that the collector has no readings, and no series while it does; /health and the log say more.",
        "collector", "reason");

    public static readonly MetricFamily LastSampleAge = new(
        "wattd_collector_last_sample_age_seconds", Gauge,
        "Age of the newest sample when this page was written, in seconds, on the monotonic clock.", "collector");

    public static readonly MetricFamily Samples = new(
        "wattd_collector_samples_total", Counter, "Samples taken.", "collector");

    public static readonly MetricFamily MissedTicks = new(
        "wattd_collector_missed_ticks_total", Counter, "Points of the sampling grid that passed without a sample.", "collector");

    public static readonly MetricFamily Errors = new(
        "wattd_collector_errors_total", Counter, "Failures, by reason; not all take the collector down.", "collector", "reason");

    public static readonly MetricFamily SampleDuration = new(
        "wattd_collector_sample_duration_seconds", Gauge, "How long the newest sample took, in seconds.", "collector");

    public static readonly MetricFamily Lateness = new(
        "wattd_collector_lateness_seconds", Histogram,
        "How late the sampling thread woke after each point of its grid, in seconds.", "collector");

    public static readonly MetricFamily Realtime = new(
        "wattd_collector_realtime", Gauge,
        "1 if the sampling thread runs in real time; scheduling says what the kernel granted: fifo (1), a short slice (0) or none (0).",
        "collector", "scheduling");

    public static readonly ImmutableArray<MetricFamily> All =
        [Up, DownReason, LastSampleAge, Samples, MissedTicks, Errors, SampleDuration, Lateness, Realtime];
}
