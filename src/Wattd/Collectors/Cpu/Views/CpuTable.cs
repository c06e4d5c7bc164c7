using System.Globalization;
using Wattd.Collectors.Sampling;
using Wattd.Readings;

namespace Wattd.Collectors.Cpu.Views;

/// <summary>The newest CPU sample for the status page.</summary>
static class CpuTable
{
    static readonly string[] Columns = ["Zone", "Package", "Power, W", "Peak, W", "Energy since wattd started, Wh", "Counter wraps"];

    const double JoulesPerWattHour = 3600;

    /// <summary>The sample as a table; without rows if it is too old to be served.</summary>
    public static ReadingsTable Of(Sample<CpuInventory, ZoneReading>? sample, CollectorStatus status) => new(
        "CPU", ReadingsTable.StateOf(status), Columns,
        status.IsFresh && sample is not null ? [.. sample.Inventory.Zones.Zip(sample.Readings, Row)] : []);

    static string[] Row(Zone zone, ZoneReading reading) =>
    [
        zone.Name,
        zone.Package,
        string.Create(CultureInfo.InvariantCulture, $"{reading.Power?.Watts:0.0}"),
        string.Create(CultureInfo.InvariantCulture, $"{reading.Peak?.Watts:0.0}"),
        string.Create(CultureInfo.InvariantCulture, $"{reading.Energy?.Joules / JoulesPerWattHour:0.0}"),
        string.Create(CultureInfo.InvariantCulture, $"{reading.Wraps}"),
    ];
}
