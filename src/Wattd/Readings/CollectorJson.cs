using System.Text.Json;

namespace Wattd.Readings;

/// <summary>The state of a collector, as JSON.</summary>
static class CollectorJson
{
    /// <summary>Writes the properties that every collector has.</summary>
    public static void Write(Utf8JsonWriter json, ICollectorView collector)
    {
        var status = collector.Status;
        // Asked once: state and problems agree.
        var outage = status.CurrentOutage;
        json.WriteBoolean("up", outage is null);
        if (outage is not null)
        {
            json.WriteString("reason", outage.Reason);
            json.WriteString("message", outage.Message);
            json.WriteBoolean("wanted", outage.IsWanted);
        }
        json.WriteOptional("port", collector.Port);
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
        Write(json, CollectorProblems.Of(collector, outage));
    }

    static void Write(Utf8JsonWriter json, IEnumerable<Problem> problems)
    {
        json.WriteStartArray("problems");
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("id", problem.Id);
            json.WriteString("text", problem.Text);
            json.WriteBoolean("needs_action", problem.NeedsAction);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
