using System.Collections.Immutable;
using Wattd.Metrics;
using static Wattd.Metrics.MetricFamilyType;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>The metric families of encoder sessions and processes; all but the first are served with <c>gpu.processes = on</c>.</summary>
static class GpuProcessFamilies
{
    const string Both = "NVML, nvidia-smi";
    const string NvmlOnly = "NVML";

    public static readonly MetricFamily CodecSessions = Of(
        "gpu_encoder_codec_sessions",
        "NVENC sessions now open, by codec (h264, hevc, av1) and frame size (WIDTHxHEIGHT); at most 32 pairs for a GPU, the rest has the resolution other; absent while there are none; from nvmlDeviceGetEncoderSessions (nvidia-smi does not list them).",
        Gauge, NvmlOnly, "codec", "resolution");

    public static readonly MetricFamily SessionInfo = Of(
        "gpu_encoder_session_info",
        "Always 1 for each open NVENC session; its process, codec and frame size; from nvmlDeviceGetEncoderSessions with gpu.processes = on, at most 64 for a GPU and 1024 for all.",
        Gauge, NvmlOnly, "session", "pid", "codec", "resolution");

    public static readonly MetricFamily SessionFps = Of(
        "gpu_encoder_session_fps",
        "Mean frame rate of the NVENC session, in frames per second; from nvmlDeviceGetEncoderSessions with gpu.processes = on.",
        Gauge, NvmlOnly, "session");

    public static readonly MetricFamily SessionLatency = Of(
        "gpu_encoder_session_latency_seconds",
        "Mean encode latency of the NVENC session, in seconds; queued frames count, so take it as a trend; from nvmlDeviceGetEncoderSessions with gpu.processes = on.",
        Gauge, NvmlOnly, "session");

    public static readonly MetricFamily SessionsUnlisted = Of(
        "gpu_encoder_sessions_unlisted",
        "NVENC sessions of the GPU without series of their own, because there are too many; served with gpu.processes = on.",
        Gauge, NvmlOnly);

    public static readonly MetricFamily Utilization = Of(
        "gpu_process_utilization_percent",
        "Use of an engine of the GPU by a process, 0 to 100 percent, by engine: sm, memory, encoder, decoder; the mean over the samples of the driver since the last read, 0 without one; from nvmlDeviceGetProcessUtilization with gpu.processes = on, at most 64 processes for a GPU and 1024 for all.",
        Gauge, NvmlOnly, "pid", "engine");

    public static readonly MetricFamily Memory = Of(
        "gpu_process_memory_bytes",
        "Frame buffer that a process uses, in bytes; from nvmlDeviceGetRunningProcessDetailList or nvidia-smi processes with gpu.processes = on, at most 64 processes for a GPU and 1024 for all.",
        Gauge, Both, "pid");

    public static readonly MetricFamily ProcessesUnlisted = Of(
        "gpu_processes_unlisted",
        "Processes on the GPU without series of their own, because there are too many; served with gpu.processes = on.",
        Gauge, Both);

    public static readonly MetricFamily DroppedSamples = Of(
        "gpu_process_samples_dropped_total",
        "Samples and processes of the driver that are wrong and left out, by reason: out_of_range (more than 100 percent), no_pid (pid 0), stale (not newer than asked for); from nvmlDeviceGetProcessUtilization with gpu.processes = on.",
        Counter, NvmlOnly, "reason");

    public static readonly ImmutableArray<MetricFamily> All =
    [
        CodecSessions, SessionInfo, SessionFps, SessionLatency, SessionsUnlisted, Utilization, Memory, ProcessesUnlisted, DroppedSamples,
    ];

    static MetricFamily Of(string name, string help, MetricFamilyType type, string sources, params string[] labels) =>
        new(name, type, help, ["gpu_id", "gpu_name", "gpu_uuid", .. labels]) { Sources = sources };
}
