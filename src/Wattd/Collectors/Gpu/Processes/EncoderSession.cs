namespace Wattd.Collectors.Gpu.Processes;

/// <summary>An open NVENC session.</summary>
/// <param name="Id">The driver's number of the session.</param>
/// <param name="Pid">The process that opened it, in the pid namespace of the driver; 0 if unknown.</param>
/// <param name="Codec">What it encodes to.</param>
/// <param name="Width">The width of its frames, in pixels.</param>
/// <param name="Height">The height of its frames, in pixels.</param>
readonly record struct EncoderSession(uint Id, uint Pid, EncoderCodec Codec, uint Width, uint Height)
{
    /// <summary>Its mean frame rate, in frames per second; null if unknown or while <see cref="GpuProcessDemand"/> wants no processes.</summary>
    public double? Fps { get; init; }

    /// <summary>Its mean encode latency, in seconds, with queued frames; null like <see cref="Fps"/>.</summary>
    public double? LatencySeconds { get; init; }
}

/// <summary>The codec of an encoder session.</summary>
enum EncoderCodec
{
    H264,
    Hevc,
    Av1,

    /// <summary>One that the driver has and wattd does not know.</summary>
    Other,
}
