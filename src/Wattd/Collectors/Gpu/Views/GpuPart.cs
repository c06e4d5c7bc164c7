using System.Collections.Immutable;
using System.Text.Json;
using Wattd.Metrics;
using Wattd.Readings;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>A counter of each GPU, or a value of which a GPU has several that differ in a label.</summary>
/// <param name="Family">The metric family.</param>
/// <param name="Label">The value of the family's last label; empty if it has none but those of the GPU.</param>
/// <param name="Read">Its value in a reading; null if it could not be read.</param>
sealed record GpuPart(MetricFamily Family, string Label, GpuGauge.Reader Read)
{
    /// <summary>All gauges of this kind; those of a family are next to each other.</summary>
    public static readonly ImmutableArray<GpuPart> Gauges =
    [
        new(GpuFamilies.EncoderCapacity, "h264", static (in reading) => reading.EncoderCapacityH264Percent),
        new(GpuFamilies.EncoderCapacity, "hevc", static (in reading) => reading.EncoderCapacityHevcPercent),
        new(GpuFamilies.EncoderCapacity, "av1", static (in reading) => reading.EncoderCapacityAv1Percent),
        new(GpuRepairFamilies.Rows, "correctable", static (in reading) => reading.RemappedRowsCorrectable),
        new(GpuRepairFamilies.Rows, "uncorrectable", static (in reading) => reading.RemappedRowsUncorrectable),
        new(GpuRepairFamilies.Pages, "single_bit", static (in reading) => reading.RetiredPagesSingleBit),
        new(GpuRepairFamilies.Pages, "double_bit", static (in reading) => reading.RetiredPagesDoubleBit),
    ];

    /// <summary>The counters of the driver, which restart with it; those of a family are next to each other.</summary>
    public static readonly ImmutableArray<GpuPart> Counters =
    [
        Throttled(ThrottleReasons.SoftwarePowerCap, static (in reading) => reading.ThrottledBySoftwarePowerCapSeconds),
        Throttled(ThrottleReasons.SyncBoost, static (in reading) => reading.ThrottledBySyncBoostSeconds),
        Throttled(ThrottleReasons.SoftwareThermalSlowdown, static (in reading) => reading.ThrottledBySoftwareThermalSeconds),
        Throttled(ThrottleReasons.HardwareThermalSlowdown, static (in reading) => reading.ThrottledByHardwareThermalSeconds),
        Throttled(ThrottleReasons.HardwarePowerBrake, static (in reading) => reading.ThrottledByHardwarePowerBrakeSeconds),
        new(GpuFamilies.PcieTransmitted, "", static (in reading) => reading.PcieTransmittedBytes),
        new(GpuFamilies.PcieReceived, "", static (in reading) => reading.PcieReceivedBytes),
        new(GpuRepairFamilies.PcieReplays, "", static (in reading) => reading.PcieReplays),
    ];

    /// <summary>Its labels.</summary>
    /// <param name="gpu">Those of the GPU.</param>
    public string[] Labels(string[] gpu) => Label.Length > 0 ? [.. gpu, Label] : gpu;

    /// <summary>Writes a reading's values; those of a family with a label as an object keyed by it, if there is any.</summary>
    public static void Write(Utf8JsonWriter json, in GpuReading reading)
    {
        Write(json, Gauges, reading);
        Write(json, Counters, reading);
    }

    static void Write(Utf8JsonWriter json, ImmutableArray<GpuPart> parts, in GpuReading reading)
    {
        MetricFamily? open = null;
        foreach (var part in parts)
        {
            if (open is not null && open != part.Family)
            {
                json.WriteEndObject();
                open = null;
            }
            if (part.Read(reading) is not { } value)
                continue;
            if (part.Label.Length == 0)
            {
                json.WriteOptional(part.Family.Name, value);
                continue;
            }
            if (open is null)
                json.WriteStartObject(part.Family.Name);
            open = part.Family;
            json.WriteOptional(part.Label, value);
        }
        if (open is not null)
            json.WriteEndObject();
    }

    static GpuPart Throttled(ThrottleReasons reason, GpuGauge.Reader read) =>
        new(GpuFamilies.ThrottleSeconds, ThrottleLabel.All.Single(label => label.Reason == reason).Name, read);
}
