using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Wattd.Commands.Measure.Report;
using Wattd.Readings;

namespace Wattd.Commands.Compare;

/// <summary>The comparison as JSON, as described in docs/commands.md. What is unknown is absent.</summary>
static class CompareJson
{
    /// <summary>
    /// The property <c>schema</c>. It changes when a property is renamed, removed or changes its meaning; new properties do not
    /// change it.
    /// </summary>
    const int Schema = 1;

    /// <summary>Writes the comparison.</summary>
    public static string Of(Comparison comparison)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", Schema);
            json.WriteStartArray("reports");
            foreach (var report in comparison.Reports)
                Write(json, report);
            json.WriteEndArray();
            json.WriteStartObject("figures");
            foreach (var (name, figures) in comparison.Figures)
                Write(json, name, figures);
            json.WriteEndObject();
            json.WriteStartArray("warnings");
            foreach (var warning in comparison.Warnings)
                Write(json, warning);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.ToArray()) + '\n';
    }

    static void Write(Utf8JsonWriter json, ComparedReport report)
    {
        json.WriteStartObject();
        json.WriteString("file", report.File);
        json.WriteString("version", report.Version);
        json.WriteBoolean("simulated", report.IsSimulated);
        json.WriteStartArray("command");
        foreach (var word in report.Command)
            json.WriteStringValue(word);
        json.WriteEndArray();
        json.WriteStartObject("sources");
        foreach (var (collector, source) in report.Sources)
            json.WriteString(collector, source);
        json.WriteEndObject();
        json.WriteStartArray("covers");
        foreach (var kind in report.Covers)
            json.WriteStringValue(kind);
        json.WriteEndArray();
        json.WriteNumber("runs", report.Runs);
        json.WriteNumber("failed_runs", report.FailedRuns);
        json.WriteOptional("idle_watts", report.IdleWatts);
        json.WriteOptional("frames", report.Frames);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, FigureName name, ImmutableArray<Figure?> figures)
    {
        json.WriteStartArray(name.Json);
        for (var i = 0; i < figures.Length; i++)
        {
            if (figures[i] is not { } figure)
                continue;
            json.WriteStartObject();
            json.WriteNumber("report", i + 1);
            json.WriteOptional("mean", figure.Mean);
            json.WriteOptional("stddev", figure.Deviation);
            var difference = Comparison.Between(figures, i);
            json.WriteOptional("difference_percent", difference?.Percent);
            json.WriteOptional("difference_stddev_percent", difference?.Deviation);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, MeasureWarning warning)
    {
        json.WriteStartObject();
        json.WriteString("name", warning.Name);
        json.WriteString("line", warning.Line);
        json.WriteEndObject();
    }
}
