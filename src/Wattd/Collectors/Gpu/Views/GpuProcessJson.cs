using System.Collections.Immutable;
using System.Text.Json;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Readings;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>The encoder sessions and processes of a GPU in <c>/readings.json</c>.</summary>
static class GpuProcessJson
{
    /// <summary>Writes the sessions by codec, and what <c>gpu.processes</c> adds if it is on.</summary>
    /// <param name="json">The properties of the GPU.</param>
    /// <param name="reading">Its reading.</param>
    /// <param name="hasProcesses">The setting <c>gpu.processes</c>.</param>
    /// <param name="gpus">The number of GPUs.</param>
    public static void Write(Utf8JsonWriter json, in GpuReading reading, bool hasProcesses, int gpus)
    {
        if (reading.EncoderSessionList is { } open)
            WriteCodecs(json, SessionCount.Of(open));
        if (!hasProcesses)
            return;
        if (reading.EncoderSessionList is { } sessions)
            Write(json, sessions, GpuProcessSeries.MostItems(gpus));
        if (reading.Processes is { } processes)
            Write(json, processes, GpuProcessSeries.MostItems(gpus));
    }

    static void WriteCodecs(Utf8JsonWriter json, ImmutableArray<SessionCount> counts)
    {
        json.WriteStartObject(GpuProcessFamilies.CodecSessions.Name);
        foreach (var codec in counts.GroupBy(count => count.Codec))
        {
            json.WriteStartObject(codec.Key);
            foreach (var count in codec)
                json.WriteNumber(count.Resolution, count.Sessions);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ImmutableArray<EncoderSession> sessions, int most)
    {
        json.WriteStartArray("encoder_sessions");
        foreach (var session in sessions.Take(most))
        {
            json.WriteStartObject();
            json.WriteNumber("session", session.Id);
            json.WriteNumber("pid", session.Pid);
            json.WriteString("codec", SessionCount.NameOf(session.Codec));
            json.WriteString("resolution", SessionCount.ResolutionOf(session.Width, session.Height));
            json.WriteOptional(GpuProcessFamilies.SessionFps.Name, session.Fps);
            json.WriteOptional(GpuProcessFamilies.SessionLatency.Name, session.LatencySeconds);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber(GpuProcessFamilies.SessionsUnlisted.Name, Math.Max(sessions.Length - most, 0));
    }

    static void Write(Utf8JsonWriter json, ImmutableArray<GpuProcess> processes, int most)
    {
        json.WriteStartArray("processes");
        foreach (var process in processes.Take(most))
        {
            json.WriteStartObject();
            json.WriteNumber("pid", process.Pid);
            if (process.Engines is { } use)
            {
                json.WriteStartObject(GpuProcessFamilies.Utilization.Name);
                foreach (var (engine, percent) in EnginePercent.Of(use))
                    json.WriteOptional(engine, percent);
                json.WriteEndObject();
            }
            json.WriteOptional(GpuProcessFamilies.Memory.Name, process.MemoryBytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber(GpuProcessFamilies.ProcessesUnlisted.Name, Math.Max(processes.Length - most, 0));
    }
}
