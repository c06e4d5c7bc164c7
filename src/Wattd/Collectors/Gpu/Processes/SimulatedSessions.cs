using System.Collections.Immutable;

namespace Wattd.Collectors.Gpu.Processes;

/// <summary>The encoder sessions of a simulated GPU, and the processes that hold them.</summary>
sealed class SimulatedSessions(ImmutableArray<EncoderSession> sessions)
{
    const double BytesPerSession = 412.0 * 1024 * 1024;

    /// <summary>How many there are.</summary>
    public int Count => sessions.Length;

    /// <summary>The memory of all, in bytes.</summary>
    public double MemoryBytes => sessions.Length * BytesPerSession;

    /// <summary>Fills them into a reading; each uses the engines as much as it has pixels.</summary>
    public void Fill(ref GpuReading reading, bool isWithProcesses)
    {
        reading.EncoderSessionList = sessions;
        if (!isWithProcesses)
            return;

        var (fps, latency) = (reading.EncoderAverageFps, reading.EncoderAverageLatencySeconds);
        reading.EncoderSessionList = [.. sessions.Select(session => session with { Fps = fps, LatencySeconds = latency })];
        var use = new EngineUse(
            reading.UtilizationPercent ?? 0, reading.MemoryUtilizationPercent ?? 0, reading.EncoderUtilizationPercent ?? 0,
            reading.DecoderUtilizationPercent ?? 0);
        var all = sessions.Sum(Pixels);
        reading.Processes =
        [
            .. sessions.GroupBy(session => session.Pid).Select(held =>
                new GpuProcess(held.Key, Part(use, held.Sum(Pixels) / all), held.Count() * BytesPerSession)),
        ];
        reading.DroppedSamples = default(DroppedSamples);
    }

    static double Pixels(EncoderSession session) => (double)session.Width * session.Height;

    static EngineUse Part(EngineUse use, double share) => new(
        Math.Round(use.Sm * share), Math.Round(use.Memory * share), Math.Round(use.Encoder * share), Math.Round(use.Decoder * share));
}
