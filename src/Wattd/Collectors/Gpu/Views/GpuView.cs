using System.Text.Json;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Collectors.Sampling;
using Wattd.Readings;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>The newest GPU sample and its history for the status page.</summary>
sealed class GpuView(
    LatestSample<GpuInventory, GpuReading> latest, GpuHistory history, CollectorStatus status, int? port, bool hasProcesses = false) : ICollectorView
{
    /// <inheritdoc/>
    public CollectorStatus Status => status;

    /// <inheritdoc/>
    public int? Port => port;

    /// <inheritdoc/>
    public ReadingsTable Table() => GpuTable.Of(latest.Read(), status);

    /// <inheritdoc/>
    public IEnumerable<Problem> Problems() => latest.Read() is { } sample ? GpuProblems.Of(sample) : [];

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json, HistorySpan past)
    {
        var (sample, fresh) = (latest.Read(), status.IsFresh);
        json.WriteOptional("source", sample?.Inventory.Source);
        json.WriteOptional("driver_version", sample?.Inventory.DriverVersion);
        json.WriteOptional(GpuFamilies.Count.Name, sample?.Inventory.Count);
        json.WriteStartArray("gpus");
        for (var i = 0; i < sample?.Inventory.Gpus.Length; i++)
        {
            var gpu = sample.Inventory.Gpus[i];
            json.WriteStartObject();
            Write(json, gpu);
            var up = fresh && sample.Readings[i].Up;
            json.WriteNumber(GpuFamilies.Up.Name, up ? 1 : 0);
            if (fresh && sample.Readings[i].TimedOut)
                json.WriteBoolean("timed_out", true);
            if (up)
            {
                Write(json, sample.Readings[i]);
                GpuProcessJson.Write(json, sample.Readings[i], hasProcesses, sample.Readings.Length);
            }
            Write(json, sample.Readings[i].Xids);
            if (past.IsWanted)
                Write(json, gpu, past);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, GpuIdentity gpu)
    {
        json.WriteNumber("index", gpu.Index);
        json.WriteString("bus_id", gpu.BusId);
        json.WriteOptional("name", gpu.Name);
        json.WriteOptional("uuid", gpu.Uuid);
        json.WriteStartObject(GpuFamilies.EncoderSupported.Name);
        json.WriteOptional("h264", ZeroOrOne(gpu.EncodesH264));
        json.WriteOptional("hevc", ZeroOrOne(gpu.EncodesHevc));
        json.WriteOptional("av1", ZeroOrOne(gpu.EncodesAv1));
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, in GpuReading reading)
    {
        foreach (var gauge in GpuGauge.All)
            json.WriteOptional(gauge.Family.Name, gauge.Read(reading));
        json.WriteOptional(GpuFamilies.Energy.Name, reading.EnergyJoules);
        json.WriteStartObject(GpuFamilies.EccErrors.Name);
        json.WriteOptional("corrected", reading.EccCorrectedErrors);
        json.WriteOptional("uncorrected", reading.EccUncorrectedErrors);
        json.WriteEndObject();
        GpuPart.Write(json, reading);
        json.WriteOptional("recovery", GpuConditions.Recovery(reading.RecoveryAction));
        if (reading.Throttle is { } throttle)
            Write(json, GpuFamilies.ThrottleActive.Name, ThrottleLabel.All.Where(label => throttle.HasFlag(label.Reason)).Select(label => label.Name));
        if (GpuConditions.Throttled(reading.Throttle) is { } throttled)
        {
            Write(json, "throttled", throttled);
            // Its name before there was one word for it, kept within 1.x.
            Write(json, "held_back", throttled);
        }
    }

    static void Write(Utf8JsonWriter json, IReadOnlyList<SeenXid>? xids)
    {
        if (xids is null)
            return;
        json.WriteStartObject(GpuFamilies.XidErrors.Name);
        foreach (var xid in xids)
            json.WriteNumber(xid.Label, xid.Count);
        json.WriteEndObject();
        json.WriteStartArray("xids");
        foreach (var xid in xids)
        {
            json.WriteStartObject();
            json.WriteString("xid", xid.Label);
            json.WriteString("meaning", xid.Meaning);
            json.WriteString("fix", xid.Cure);
            json.WriteBoolean("critical", xid.IsCritical);
            json.WriteNumber("count", xid.Count);
            json.WriteString("last", xid.LastText);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    void Write(Utf8JsonWriter json, GpuIdentity gpu, HistorySpan past)
    {
        json.WriteStartObject("history");
        for (var i = 0; i < GpuHistory.Gauges.Length; i++)
        {
            var gauge = i;
            past.Write(json, GpuHistory.Gauges[i].Family.Name, (last, into) => history.Read(gpu, gauge, last, into));
        }
        json.WriteEndObject();
    }

    static double? ZeroOrOne(bool? value) => value is { } known ? known ? 1 : 0 : null;
}
