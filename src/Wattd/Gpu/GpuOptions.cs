using Wattd.Sampling;

namespace Wattd.Gpu;

/// <summary>Settings of the GPU collector; Configuration binds and checks them.</summary>
sealed record GpuOptions
{
    /// <summary><c>gpu</c>. The default is <see cref="CollectorMode.Auto"/>.</summary>
    public CollectorMode Mode { get; init; } = CollectorMode.Auto;

    /// <summary><c>gpu.port</c>: TCP port of the GPU endpoint, 1 to 65535. The default is 9505.</summary>
    public int Port { get; init; } = 9505;

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

    /// <summary><c>discovery.interval</c>: how often to look for a driver that came or went. The default is 30 s.</summary>
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>path.sysfs</c>. The default is <c>/sys</c>.</summary>
    public string SysfsPath { get; init; } = "/sys";

    /// <summary><c>path.procfs</c>. The default is <c>/proc</c>.</summary>
    public string ProcfsPath { get; init; } = "/proc";
}
