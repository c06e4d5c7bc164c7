using System.Globalization;
using Wattd.Exposition;
using Wattd.Sampling;

namespace Wattd.Cpu;

/// <summary>The newest CPU sample for the page for people.</summary>
sealed class CpuTable(LatestSample<CpuInventory, ZoneReading> latest, CollectorStatus status) : IReadings
{
    static readonly string[] Columns = ["Zone", "Package", "Power, W", "Energy, kJ", "Counter wraps"];

    /// <inheritdoc/>
    public ReadingsTable Table() => new(
        "CPU", ReadingsTable.StateOf(status), Columns,
        status.IsFresh && latest.Read() is { } sample ? [.. sample.Inventory.Zones.Zip(sample.Readings, Row)] : []);

    static string[] Row(Zone zone, ZoneReading reading) =>
    [
        zone.Name,
        zone.Package,
        string.Create(CultureInfo.InvariantCulture, $"{reading.Power?.Watts:0.0}"),
        string.Create(CultureInfo.InvariantCulture, $"{reading.Energy?.Joules / 1000:0.000}"),
        string.Create(CultureInfo.InvariantCulture, $"{reading.Wraps}"),
    ];
}
