using Wattd.Metrics;

namespace Wattd.Collectors;

/// <summary>The family about the maxima of every collector.</summary>
static class PeakFamilies
{
    public static readonly MetricFamily Window = new(
        "wattd_peak_window_seconds", MetricFamilyType.Gauge,
        "Window of the maxima (_max_), in seconds; a scrape interval that is longer misses peaks. Absent while peak.window is off.");
}
