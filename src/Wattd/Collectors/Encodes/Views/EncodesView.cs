using System.Globalization;
using System.Text.Json;
using Wattd.Collectors.Encodes.Progress;
using Wattd.Collectors.Sampling;
using Wattd.Readings;

namespace Wattd.Collectors.Encodes.Views;

/// <summary>The newest sample of the encodes collector for the status page.</summary>
/// <param name="latest">Where the sampler publishes.</param>
/// <param name="status">The state of the collector.</param>
/// <param name="progress">The progress of encodes; null if none is received.</param>
/// <param name="time">The clock of the reports of progress.</param>
sealed class EncodesView(LatestEncodes latest, CollectorStatus status, IProgressTable? progress, TimeProvider time) : ICollectorView
{
    static readonly string[] Columns =
        ["Encode", "Power above idle, W", "Energy per frame, J", "Frames per second", "Speed", "CPU cores", "GPU, %", "Energy above idle, Wh"];

    const double JoulesPerWattHour = 3600;

    /// <inheritdoc/>
    public CollectorStatus Status => status;

    /// <inheritdoc/>
    public int? Port => null;

    EncodesSample? Fresh => status is { IsFresh: true, Outage: null } ? latest.Read() : null;

    /// <inheritdoc/>
    public ReadingsTable Table()
    {
        var sample = Fresh;
        var state = status.CurrentOutage is { IsWanted: false } outage ? $"Not available: {outage.Message}."
            : sample is { Running: 0 } ? "No encode runs."
            : ReadingsTable.StateOf(status);
        return new ReadingsTable("Encodes", state, Columns, [.. (sample?.Encodes ?? []).Where(encode => encode.IsRunning).Select(Row)]);
    }

    /// <inheritdoc/>
    public IEnumerable<Problem> Problems()
    {
        if (Fresh is not { } sample)
            yield break;
        if (sample.Unlisted > 0)
            yield return new Problem("encodes_unlisted",
                $"{sample.Unlisted} encodes are not followed, because there are more than encodes.max; raise it");
        if (progress?.Outage is { } outage)
            yield return new Problem($"progress_{outage.Reason}", outage.Message);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json, HistorySpan past)
    {
        var sample = Fresh;
        json.WriteOptional(EncodesFamilies.EncodesRunning.Name, sample?.Running);
        json.WriteOptional(EncodesFamilies.EncodesUnlisted.Name, sample?.Unlisted);
        json.WriteOptional(EncodesFamilies.EncodesStarted.Name, sample?.Started);
        json.WriteOptional(EncodesFamilies.EncodesEnded.Name, sample?.Ended);
        json.WriteStartArray("encodes");
        foreach (var encode in sample?.Encodes ?? [])
            Write(json, encode);
        json.WriteEndArray();
        json.WriteStartArray("split");
        foreach (var split in sample?.Splits ?? [])
            Write(json, split);
        json.WriteEndArray();
        json.WriteStartArray("ended");
        foreach (var ended in latest.Read()?.EndedEncodes ?? [])
            Write(json, ended);
        json.WriteEndArray();
    }

    void Write(Utf8JsonWriter json, EncodeReading encode)
    {
        json.WriteStartObject();
        json.WriteString("encode", encode.Identity.Name);
        json.WriteOptional("unit", encode.Identity.Unit);
        json.WriteString("cgroup", encode.Identity.Cgroup);
        json.WriteString("found_by", encode.Identity.FoundBy.ToString().ToLowerInvariant());
        json.WriteNumber(EncodesFamilies.Running.Name, encode.IsRunning ? 1 : 0);
        json.WriteNumber(EncodesFamilies.StartTime.Name, Math.Round(encode.Started.ToUnixTimeMilliseconds() / 1e3, 3));
        json.WriteNumber(EncodesFamilies.Restarts.Name, encode.Restarts);
        json.WriteOptional("watts", encode.Rates.Watts);
        json.WriteOptional("joules_per_frame", encode.Rates.JoulesPerFrame);
        json.WriteOptional("cpu_cores", encode.Rates.Cores);
        json.WriteOptional("gpu_percent", encode.Rates.GpuPercent);
        json.WriteStartArray(EncodesFamilies.Energy.Name);
        foreach (var share in encode.Shares)
        {
            json.WriteStartObject();
            json.WriteString("component", share.Component);
            json.WriteOptional("gpu_id", share.GpuId);
            json.WriteNumber("joules", share.Energy.Joules);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteOptional(EncodesFamilies.CpuSeconds.Name, encode.CpuTime.TotalSeconds);
        json.WriteOptional(EncodesFamilies.Frames.Name, encode.Frames);
        json.WriteOptional(EncodesFamilies.DroppedFrames.Name, encode.DroppedFrames);
        json.WriteOptional(EncodesFamilies.DuplicatedFrames.Name, encode.DuplicatedFrames);
        json.WriteOptional(EncodesFamilies.MediaSeconds.Name, encode.MediaTime?.TotalSeconds);
        json.WriteOptional(EncodesFamilies.OutputBytes.Name, encode.Bytes);
        json.WriteOptional(EncodesFamilies.Fps.Name, encode.Fps);
        json.WriteOptional(EncodesFamilies.Speed.Name, encode.Speed);
        json.WriteOptional(EncodesFamilies.Outputs.Name, encode.Outputs);
        json.WriteOptional(EncodesFamilies.ProgressAge.Name, encode.LastReport is { } report ? time.GetElapsedTime(report).TotalSeconds : null);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, SplitReading split)
    {
        if (!split.IsMeasured || split.Parts is not { } parts)
            return;
        json.WriteStartObject();
        json.WriteString("component", split.Component);
        json.WriteOptional("gpu_id", split.GpuId);
        json.WriteOptional(EncodesFamilies.IdleWatts.Name, split.IdleWatts);
        json.WriteStartObject(EncodesFamilies.Split.Name);
        json.WriteNumber("encodes", new Energy(parts.Encodes).Joules);
        json.WriteNumber("other", new Energy(parts.Other).Joules);
        json.WriteNumber("idle", new Energy(parts.Idle).Joules);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, EndedEncode ended)
    {
        json.WriteStartObject();
        json.WriteString("encode", ended.Name);
        json.WriteString("ended", ended.Ended.UtcDateTime);
        json.WriteOptional("seconds", ended.Duration.TotalSeconds);
        json.WriteOptional("joules", ended.Total?.Joules);
        json.WriteOptional("joules_cpu", ended.Cpu?.Joules);
        json.WriteOptional("joules_dram", ended.Dram?.Joules);
        json.WriteOptional("joules_gpu", ended.Gpu?.Joules);
        json.WriteOptional("cpu_seconds", ended.CpuTime.TotalSeconds);
        json.WriteOptional("frames", ended.Frames);
        json.WriteOptional("media_seconds", ended.MediaTime?.TotalSeconds);
        json.WriteOptional("joules_per_frame", ended.JoulesPerFrame);
        json.WriteEndObject();
    }

    static string[] Row(EncodeReading encode) =>
    [
        encode.Identity.Name,
        Text(encode.Rates.Watts, "0.0"),
        Text(encode.Rates.JoulesPerFrame, "0.000"),
        Text(encode.Fps, "0.0"),
        Text(encode.Speed, "0.00"),
        Text(encode.Rates.Cores, "0.00"),
        Text(encode.Rates.GpuPercent, "0"),
        Text(encode.Shares.IsEmpty ? null : encode.Shares.Sum(share => share.Energy.Joules) / JoulesPerWattHour, "0.000"),
    ];

    static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
