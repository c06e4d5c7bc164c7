using System.Globalization;
using System.Text.Json;
using Wattd.Commands.Measure.Meters;
using Wattd.Readings;

namespace Wattd.Commands.Measure.Report;

/// <summary>The report as JSON, by the schema docs/measure.schema.json. What is unknown is absent.</summary>
static class MeasureJson
{
    /// <summary>Writes the report.</summary>
    public static void Write(MeasureReport report, Stream into)
    {
        using (var json = new Utf8JsonWriter(into, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", MeasureReport.Schema);
            json.WriteString("version", report.Version);
            json.WriteBoolean("simulated", report.IsSimulated);
            WriteArray(json, "command", report.Command);
            json.WriteStartObject("sources");
            foreach (var (collector, source) in report.Sources)
                json.WriteString(collector, source);
            json.WriteEndObject();
            Write(json, report.Idle);
            json.WriteStartArray("runs");
            foreach (var run in report.Runs)
                Write(json, run);
            json.WriteEndArray();
            WriteFigures(json, report);
            Write(json, report.Warnings);
            json.WriteEndObject();
        }
        into.WriteByte((byte)'\n');
    }

    static void Write(Utf8JsonWriter json, IdlePower? idle)
    {
        if (idle is null)
            return;
        json.WriteStartObject("idle");
        json.WriteString("source", idle.Measured is null ? "given" : "measured");
        json.WriteOptional("seconds", idle.Measured?.TotalSeconds);
        json.WriteOptional("watts", idle.Watts);
        json.WriteOptional("stddev_watts", idle.Deviation);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, MeasuredRun run)
    {
        json.WriteStartObject();
        json.WriteNumber("run", run.Number);
        json.WriteString("started", run.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteOptional("duration_seconds", run.Duration.TotalSeconds);
        json.WriteNumber("exit_code", run.ExitCode);
        if (run.Signal is { } signal)
            json.WriteString("signal", signal);
        json.WriteStartArray("components");
        foreach (var component in run.Span.Components)
            Write(json, component, run);
        json.WriteEndArray();
        WriteMeasured(json, run);
        WriteProcessors(json, run);
        Write(json, run.Video, run);
        WritePer(json, "per_frame", "joules", run.PerFrame(run.Joules), run.PerFrame(run.AboveIdle));
        WritePer(json, "per_video_second", "joules", run.PerVideoSecond(run.Joules), run.PerVideoSecond(run.AboveIdle));
        WritePer(json, "per_video_hour", "watt_hours", run.WattHoursPerVideoHour(run.Joules), run.WattHoursPerVideoHour(run.AboveIdle));
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, MeasuredComponent component, MeasuredRun run)
    {
        json.WriteStartObject();
        json.WriteString("component", component.Component.Kind);
        foreach (var (name, value) in component.Component.Labels.Where(label => label.Value.Length > 0))
            json.WriteString(name, value);
        WriteEnergy(json, component.Energy.Joules, MeasuredRun.MeanWattsOf(component), component.Peak?.Watts);
        json.WriteOptional("idle_watts", run.Idle?.Components.TryGetValue(component.Component, out var idle) == true ? idle : null);
        json.WriteOptional("above_idle_joules", run.AboveIdleOf(component));
        json.WriteBoolean("in_sum", component.Component.IsInSum);
        json.WriteBoolean("integrated", component.IsIntegrated);
        json.WriteNumber("counter_steps", component.Steps);
        json.WriteBoolean("complete", !component.IsLost);
        json.WriteEndObject();
    }

    static void WriteMeasured(Utf8JsonWriter json, MeasuredRun run)
    {
        if (run.Joules is not { } joules)
            return;
        json.WriteStartObject("measured");
        WriteEnergy(json, joules, run.MeanWatts, run.PeakWatts);
        if (run.PeakWatts is not null)
            json.WriteOptional("peak_window_seconds", ComponentMeter.PeakWindow.TotalSeconds);
        json.WriteOptional("above_idle_joules", run.AboveIdle);
        WriteArray(json, "covers", run.Covers);
        json.WriteEndObject();
    }

    static void WriteProcessors(Utf8JsonWriter json, MeasuredRun run)
    {
        if (run.CommandTime is not { } command)
            return;
        json.WriteStartObject("cpu_time");
        json.WriteOptional("command_seconds", command.TotalSeconds);
        json.WriteOptional("busy_seconds", run.BusyTime?.TotalSeconds);
        json.WriteOptional("share", run.Share);
        json.WriteOptional("attributed_joules", run.AttributedJoules);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, EncodedVideo? video, MeasuredRun run)
    {
        if (video is null || (video.Frames is null && video.Progress is null))
            return;
        json.WriteStartObject("video");
        json.WriteString("source", video.Progress is null ? "given" : "progress");
        json.WriteOptional("frames", video.Frames);
        if (video.Progress is { } progress)
        {
            json.WriteNumber("outputs", progress.VideoOutputs);
            json.WriteNumber("copied_outputs", progress.CopiedOutputs);
            json.WriteOptional("dropped", progress.DroppedFrames);
            json.WriteOptional("duplicated", progress.DuplicatedFrames);
            json.WriteOptional("seconds", progress.MediaTime?.TotalSeconds);
            json.WriteBoolean("complete", progress.IsLast);
        }
        json.WriteOptional("fps", run.Fps);
        json.WriteOptional("speed", run.Speed);
        json.WriteEndObject();
    }

    static void WriteFigures(Utf8JsonWriter json, MeasureReport report)
    {
        json.WriteStartObject("figures");
        foreach (var (name, figure) in report.Figures)
        {
            json.WriteStartObject(name.Json);
            json.WriteOptional("mean", figure.Mean);
            json.WriteOptional("stddev", figure.Deviation);
            json.WriteNumber("runs", figure.Count);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, IEnumerable<MeasureWarning> warnings)
    {
        json.WriteStartArray("warnings");
        foreach (var warning in warnings)
        {
            json.WriteStartObject();
            json.WriteString("name", warning.Name);
            json.WriteString("line", warning.Line);
            json.WriteOptional("run", warning.Run);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteEnergy(Utf8JsonWriter json, double joules, double? mean, double? peak)
    {
        json.WriteOptional("joules", joules);
        json.WriteOptional("watt_hours", joules / 3600);
        json.WriteOptional("mean_watts", mean);
        json.WriteOptional("peak_watts", peak);
    }

    static void WritePer(Utf8JsonWriter json, string name, string unit, double? value, double? aboveIdle)
    {
        if (value is null)
            return;
        json.WriteStartObject(name);
        json.WriteOptional(unit, value);
        json.WriteOptional($"above_idle_{unit}", aboveIdle);
        json.WriteEndObject();
    }

    static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
