using System.Text.Json;
using Wattd.Sampling;

namespace Wattd.Exposition;

/// <summary>How a collector fares, as JSON.</summary>
static class CollectorState
{
    const string Stalled = "stalled";

    /// <summary>Writes the properties that every collector has.</summary>
    public static void Write(Utf8JsonWriter json, CollectorStatus status, int port)
    {
        var (outage, fresh) = (status.Outage, status.IsFresh);
        json.WriteBoolean("up", outage is null && fresh);
        if (outage is not null || !fresh)
        {
            json.WriteString("reason", outage?.Reason ?? Stalled);
            json.WriteString("message", outage?.Message ?? "sampling has stalled");
        }
        json.WriteNumber("port", port);
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
