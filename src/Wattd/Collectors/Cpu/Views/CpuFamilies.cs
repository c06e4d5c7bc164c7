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
        [Power, Energy, PowerLimit, Wraps, ZonesDiscovered, Available, ExporterInfo];
}
