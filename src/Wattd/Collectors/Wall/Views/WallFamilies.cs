using System.Collections.Immutable;
using Wattd.Metrics;
using static Wattd.Metrics.MetricFamilyType;

namespace Wattd.Collectors.Wall.Views;

/// <summary>The metric families of the wall collector.</summary>
static class WallFamilies
{
    static readonly string[] Meter = ["source", "meter"];

    public static readonly MetricFamily Power = new(
        "wall_power_watts", Gauge,
        "Power of the whole machine by its own meter, in watts, averaged by the firmware; from hwmon power1_average of the chip power_meter, or from the BMC (DCMI Get Power Reading).",
        Meter);

    public static readonly MetricFamily PowerMax = new(
        "wall_power_max_watts", Gauge,
        "Highest power of the whole machine that was read within the last peak.window, in watts; take a maximum of it, never a mean.",
        Meter);

    public static readonly MetricFamily Energy = new(
        "wall_energy_joules_total", Counter,
        "Energy of the whole machine since wattd first read the meter, in joules, integrated by wattd from wall_power_watts: these meters count no energy.",
        Meter);

    public static readonly MetricFamily Info = new(
        "wall_info", Gauge,
        "Always 1; what the firmware says of the meter: model, what it measures (oem), accuracy, and over how long it averages.",
        [.. Meter, "model", "oem", "accuracy", "average_interval_seconds"]);

    public static readonly MetricFamily MetersDiscovered = new(
        "wall_meters_discovered", Gauge, "Power meters of the whole machine that the kernel shows, readable or not.");

    public static readonly ImmutableArray<MetricFamily> All = [Power, PowerMax, Energy, Info, MetersDiscovered];
}
