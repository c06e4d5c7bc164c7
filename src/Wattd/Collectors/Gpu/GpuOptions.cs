namespace Wattd.Collectors.Gpu;

/// <summary>Options of the GPU collector.</summary>
sealed record GpuOptions : CollectorOptions
{
    /// <summary><c>gpu.port</c> is 9505 by default.</summary>
    public GpuOptions() => Port = 9505;

    /// <summary><c>gpu.interval</c>, 100 ms to 5 minutes. The default (null) is 1 s with NVML and 10 s with nvidia-smi.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary><c>gpu.source</c>. The default is <see cref="GpuSourceChoice.Auto"/>.</summary>
    public GpuSourceChoice Source { get; init; } = GpuSourceChoice.Auto;

    /// <summary><c>gpu.nvml-library</c>: name or path. The default is <c>libnvidia-ml.so.1</c>.</summary>
    public string NvmlLibrary { get; init; } = "libnvidia-ml.so.1";

    /// <summary><c>gpu.nvidia-smi</c>: name on the PATH, or path. The default is <c>nvidia-smi</c>.</summary>
    public string NvidiaSmi { get; init; } = "nvidia-smi";

    /// <summary><c>gpu.timeout</c>: how long a source may take before nobody waits for it, 1 s to 5 minutes. The default is 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
