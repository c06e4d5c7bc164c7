using System.Text.Json;
using Wattd.Collectors.Sampling;

namespace Wattd.Readings;

/// <summary>How a collector fares, as JSON.</summary>
static class CollectorJson
{
    /// <summary>Writes the properties that every collector has.</summary>
    public static void Write(Utf8JsonWriter json, CollectorStatus status, int? port)
    {
        var trouble = status.Trouble;
        json.WriteBoolean("up", trouble is null);
        if (trouble is not null)
        {
            json.WriteString("reason", trouble.Reason);
            json.WriteString("message", trouble.Message);
        }
        json.WriteOptional("port", port);
        json.WriteOptional("age_seconds", status.Age?.TotalSeconds);
        json.WriteNumber("interval_seconds", status.Interval.TotalSeconds);
        json.WriteNumber("lifetime_seconds", status.SampleLifetime.TotalSeconds);
        json.WriteString("scheduling", status.Scheduling);
        json.WriteNumber("samples", status.Samples);
        json.WriteNumber("missed_ticks", status.MissedTicks);
        json.WriteStartObject("errors");
        foreach (var (reason, count) in status.Failures.Where(failure => failure.Count > 0))
            json.WriteNumber(reason, count);
        json.WriteEndObject();
    }
}
