using System.Globalization;
using System.Text.Json;
using Wattd.Collectors.Sampling;
using Wattd.Readings;

namespace Wattd.Collectors.Wall.Views;

/// <summary>The newest wall sample and its history for the status page.</summary>
sealed class WallView(LatestSample<WallInventory, WallReading> latest, WallHistory history, CollectorStatus status) : ICollectorView
{
    const double JoulesPerWattHour = 3600;

    static readonly string[] Columns = ["Meter", "Model", "Power, W", "Peak, W", "Energy since wattd started, Wh"];

    /// <inheritdoc/>
    public CollectorStatus Status => status;

    /// <inheritdoc/>
    public int? Port => null;

    /// <inheritdoc/>
    public ReadingsTable Table()
    {
        var sample = latest.Read();
        return new ReadingsTable(
            "Wall", status.CurrentOutage is { IsWanted: false } ? "No power meter on this node." : ReadingsTable.StateOf(status), Columns,
            status.IsFresh && sample is not null ? [.. sample.Inventory.Meters.Zip(sample.Readings, Row)] : []);
    }

    /// <inheritdoc/>
    public IEnumerable<Problem> Problems() => [];

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json, HistorySpan past)
    {
        var (sample, fresh) = (latest.Read(), status.IsFresh);
        json.WriteOptional(WallFamilies.MetersDiscovered.Name, sample?.Inventory.Meters.Length);
        json.WriteStartArray("meters");
        for (var i = 0; i < sample?.Inventory.Meters.Length; i++)
            Write(json, sample.Inventory.Meters[i], fresh ? sample.Readings[i] : default, past);
        json.WriteEndArray();
    }

    void Write(Utf8JsonWriter json, WallMeter meter, WallReading reading, HistorySpan past)
    {
        json.WriteStartObject();
        json.WriteString("source", meter.Source);
        json.WriteString("meter", meter.Name);
        json.WriteOptional("model", meter.Model);
        json.WriteOptional("oem", meter.Oem);
        json.WriteOptional("accuracy", meter.Accuracy);
        json.WriteOptional("average_interval_seconds", meter.AverageSeconds);
        json.WriteOptional(WallFamilies.Power.Name, reading.Power?.Watts);
        json.WriteOptional(WallFamilies.PowerMax.Name, reading.Peak?.Watts);
        json.WriteOptional(WallFamilies.Energy.Name, reading.Energy?.Joules);
        if (past.IsWanted)
        {
            json.WriteStartObject("history");
            past.Write(json, WallFamilies.Power.Name, (last, into) => history.ReadPower(meter, last, into));
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    static string[] Row(WallMeter meter, WallReading reading) =>
    [
        meter.Name,
        meter.Model,
        string.Create(CultureInfo.InvariantCulture, $"{reading.Power?.Watts:0.0}"),
        string.Create(CultureInfo.InvariantCulture, $"{reading.Peak?.Watts:0.0}"),
        string.Create(CultureInfo.InvariantCulture, $"{reading.Energy?.Joules / JoulesPerWattHour:0.0}"),
    ];
}
