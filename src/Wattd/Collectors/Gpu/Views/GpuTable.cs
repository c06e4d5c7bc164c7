using System.Globalization;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Collectors.Sampling;
using Wattd.Readings;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>The newest GPU sample for the status page.</summary>
static class GpuTable
{
    const double BytesPerGibibyte = 1 << 30;

    static readonly string[] Columns =
    [
        "GPU", "Bus id", "State", "Power, W", "Peak, W", "Limit, W", "GPU, %", "Encoder, %", "Sessions", "Sessions by codec", "Decoder, %", "Memory, GiB",
        "Temperature, °C",
    ];

    /// <summary>The sample as a table; without rows if it is too old to be served.</summary>
    public static ReadingsTable Of(Sample<GpuInventory, GpuReading>? sample, CollectorStatus status) => new(
        "GPU", status.CurrentOutage is { IsWanted: false } ? "No NVIDIA GPU on this node." : ReadingsTable.StateOf(status), Columns,
        status.IsFresh && sample is not null ? [.. sample.Inventory.Gpus.Zip(sample.Readings, Row)] : []);

    static string[] Row(GpuIdentity gpu, GpuReading reading) => reading.Up
        ?
        [
            $"{gpu.Index} {gpu.Name}", gpu.BusId, State(reading),
            Text(reading.PowerDrawWatts), Text(reading.PowerDrawMaxWatts), Text(reading.PowerLimitWatts),
            Text(reading.UtilizationPercent), Text(reading.EncoderUtilizationPercent),
            Text(reading.EncoderSessions), Sessions(reading), Text(reading.DecoderUtilizationPercent),
            reading is { MemoryUsedBytes: null, MemoryTotalBytes: null } ? ""
                : $"{Text(reading.MemoryUsedBytes / BytesPerGibibyte)} of {Text(reading.MemoryTotalBytes / BytesPerGibibyte)}",
            Text(reading.TemperatureCelsius),
        ]
        : [$"{gpu.Index} {gpu.Name}", gpu.BusId, string.Join("; ", [reading.TimedOut ? "no answer in time" : "lost", .. Xids(reading)]), .. Enumerable.Repeat("", Columns.Length - 3)];

    static string State(in GpuReading reading)
    {
        string[] problems =
        [
            .. GpuConditions.Recovery(reading.RecoveryAction) is { } action ? [$"{action} needed"] : Array.Empty<string>(),
            .. (GpuConditions.Throttled(reading.Throttle) ?? []).Select(reason => $"throttled: {reason.Replace('_', ' ')}"),
        ];
        return string.Join("; ", [.. problems.Length > 0 ? problems : ["up"], .. Xids(reading)]);
    }

    static string Sessions(in GpuReading reading) => reading.EncoderSessionList is { } sessions
        ? string.Join(", ", SessionCount.Of(sessions).Select(count => $"{count.Sessions} {count.Codec} {count.Resolution}"))
        : "";

    static IEnumerable<string> Xids(in GpuReading reading) => (reading.Xids ?? []).Select(xid =>
        string.Create(CultureInfo.InvariantCulture, $"XID {xid.Label}: {xid.Meaning}, {xid.Count} since wattd started, last {xid.LastText}"));

    static string Text(double? value) => value?.ToString("0.#", CultureInfo.InvariantCulture) ?? "";
}
