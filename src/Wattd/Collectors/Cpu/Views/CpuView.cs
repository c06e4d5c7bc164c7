using System.Text.Json;
using Wattd.Collectors.Sampling;
using Wattd.Readings;

namespace Wattd.Collectors.Cpu.Views;

/// <summary>The newest CPU sample and its history for the status page.</summary>
sealed class CpuView(
    LatestSample<CpuInventory, ZoneReading> latest, CpuHistory history, CollectorStatus status, int? port) : ICollectorView
{
    /// <inheritdoc/>
    public CollectorStatus Status => status;

    /// <inheritdoc/>
    public int? Port => port;

    /// <inheritdoc/>
    public ReadingsTable Table() => CpuTable.Of(latest.Read(), status);

    /// <inheritdoc/>
    public IEnumerable<Problem> Problems() => [];

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json, HistorySpan past)
    {
        var (sample, fresh) = (latest.Read(), status.IsFresh);
        json.WriteOptional(CpuFamilies.ZonesDiscovered.Name, sample?.Inventory.Discovered);
        json.WriteStartArray("zones");
        for (var i = 0; i < sample?.Inventory.Zones.Length; i++)
            Write(json, sample.Inventory.Zones[i], fresh ? sample.Readings[i] : default, fresh, past);
        json.WriteEndArray();
    }

    void Write(Utf8JsonWriter json, Zone zone, ZoneReading reading, bool fresh, HistorySpan past)
    {
        json.WriteStartObject();
        json.WriteString("zone", zone.Name);
        if (zone.Package.Length > 0)
            json.WriteString("package", zone.Package);
        json.WriteBoolean("is_package", zone.IsPackage);
        json.WriteOptional(CpuFamilies.Power.Name, reading.Power?.Watts);
        json.WriteOptional(CpuFamilies.PowerMax.Name, reading.Peak?.Watts);
        json.WriteOptional(CpuFamilies.Energy.Name, reading.Energy?.Joules);
        if (fresh)
            json.WriteNumber(CpuFamilies.Wraps.Name, reading.Wraps);
        if (fresh && !zone.Limits.IsEmpty)
        {
            json.WriteStartObject(CpuFamilies.PowerLimit.Name);
            foreach (var limit in zone.Limits)
                json.WriteNumber(limit.Constraint, limit.Limit.Watts);
            json.WriteEndObject();
        }
        if (past.IsWanted)
        {
            json.WriteStartObject("history");
            past.Write(json, CpuFamilies.Power.Name, (last, into) => history.ReadPower(zone, last, into));
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
