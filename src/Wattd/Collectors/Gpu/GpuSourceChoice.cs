namespace Wattd.Collectors.Gpu;

/// <summary>Which way to ask the NVIDIA driver.</summary>
enum GpuSourceChoice
{
    /// <summary>NVML, else nvidia-smi.</summary>
    Auto,

    /// <summary>The library <c>libnvidia-ml.so.1</c>, in process.</summary>
    Nvml,

    /// <summary><c>nvidia-smi -q -x</c>, a process for each sample.</summary>
    NvidiaSmi,
}
