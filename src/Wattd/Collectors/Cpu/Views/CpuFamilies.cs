using System.Collections.Immutable;
using Wattd.Metrics;
using static Wattd.Metrics.MetricFamilyType;

namespace Wattd.Collectors.Cpu.Views;

/// <summary>The metric families of the CPU collector.</summary>
static class CpuFamilies
{
    public static readonly MetricFamily Power = new(
        "rapl_power_watts", Gauge,
        "Mean power of the RAPL zone over cpu.window, in watts; from powercap energy_uj.",
        "zone", "package");

    public static readonly MetricFamily PowerMax = new(
        "rapl_power_max_watts", Gauge,
        "Highest mean power of the RAPL zone over one cpu.interval within the last peak.window, in watts; every scrape shows the same peak until it leaves the window, so take a maximum of it, never a mean; from powercap energy_uj.",
        "zone", "package");

    public static readonly MetricFamily NearLimit = new(
        "rapl_power_near_limit_seconds_total", Counter,
        "Time for which the RAPL zone drew at least 95 % of its long_term limit, in seconds; absent without such a limit.",
        "zone", "package");

    public static readonly MetricFamily Distribution = new(
        "rapl_power_distribution_watts", Histogram,
        "How often the mean power of the package or psys over one cpu.interval was up to so many watts; served with peak.histogram = on.",
        "zone", "package");

    public static readonly MetricFamily Energy = new(
        "rapl_energy_joules_total", Counter,
        "Energy of the RAPL zone since wattd first saw it, in joules, folded over counter wraps; from powercap energy_uj.",
        "zone", "package");

    public static readonly MetricFamily PowerLimit = new(
        "rapl_power_limit_watts", Gauge,
        "Power limit of the RAPL zone, in watts; from powercap constraint_N_power_limit_uw.",
        "zone", "package", "constraint");

    public static readonly MetricFamily Wraps = new(
        "rapl_wraps_total", Counter,
        "Times the RAPL zone's energy counter wrapped since wattd first saw it; from powercap energy_uj and max_energy_range_uj.",
        "zone", "package");

    public static readonly MetricFamily ZonesDiscovered = new(
        "rapl_zones_discovered", Gauge,
        "RAPL zones that this machine has, readable or not; from the powercap tree.");

    public static readonly MetricFamily Available = new(
        "rapl_available", Gauge,
        "1 while at least one RAPL zone can be read, else 0.");

    public static readonly MetricFamily ExporterInfo = new(
        "cpu_exporter_info", Gauge, "Always 1; the version under the name that cpu_exporter gave it.", "version", "language");

    public static readonly ImmutableArray<MetricFamily> All =
        [Power, PowerMax, NearLimit, Distribution, Energy, PowerLimit, Wraps, ZonesDiscovered, Available, ExporterInfo];
}
