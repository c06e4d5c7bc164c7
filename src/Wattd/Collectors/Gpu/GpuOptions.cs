namespace Wattd.Collectors.Gpu;

/// <summary>Options of the GPU collector.</summary>
sealed record GpuOptions : CollectorOptions
{
    /// <summary><c>gpu.port</c> is 9505 by default.</summary>
    public GpuOptions() => Port = 9505;

    /// <summary><c>gpu.interval</c>, 100 ms to 5 minutes. The default (null) is 1 s with NVML and 10 s with nvidia-smi.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>The interval of reads from NVML where <see cref="Interval"/> is null. The default is 1 s; no setting changes it.</summary>
    public TimeSpan NvmlInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary><c>gpu.source</c>. The default is <see cref="GpuSourceChoice.Auto"/>.</summary>
    public GpuSourceChoice Source { get; init; } = GpuSourceChoice.Auto;

    /// <summary><c>gpu.nvml-library</c>: name or path. The default is <c>libnvidia-ml.so.1</c>.</summary>
    public string NvmlLibrary { get; init; } = "libnvidia-ml.so.1";

    /// <summary><c>gpu.nvidia-smi</c>: name on the PATH, or path. The default is <c>nvidia-smi</c>.</summary>
    public string NvidiaSmi { get; init; } = "nvidia-smi";

    /// <summary>
    /// <c>gpu.timeout</c>: how long a read may take before it counts as hung, 1 s to 5 minutes. The default is 10 s.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// <c>gpu.processes</c>: whether to serve what each process and encoder session uses. The default is false.
    /// </summary>
    public bool Processes { get; init; }

    /// <summary>Whether it is a problem if no source answers: the settings ask for a GPU or a source, or the machine has a GPU.</summary>
    public bool IsWanted(bool hasGpus) => Mode == CollectorMode.Required || Source != GpuSourceChoice.Auto || hasGpus;
}

/// <summary>How to query the NVIDIA driver.</summary>
enum GpuSourceChoice
{
    /// <summary>NVML, else nvidia-smi.</summary>
    Auto,

    /// <summary>The library <c>libnvidia-ml.so.1</c>, in process.</summary>
    Nvml,

    /// <summary><c>nvidia-smi -q -x</c>, a process for each sample.</summary>
    NvidiaSmi,
}
