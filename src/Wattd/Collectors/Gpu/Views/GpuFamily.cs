using Wattd.Metrics;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>What the families of the GPU collector have in common: the labels of a GPU, and the sources of their values.</summary>
static class GpuFamily
{
    public const string Both = "NVML, nvidia-smi";
    public const string NvmlOnly = "NVML";

    static readonly string[] Gpu = ["gpu_id", "gpu_name", "gpu_uuid"];

    /// <summary>A family with one series for each GPU, or for each value of another label.</summary>
    public static MetricFamily Of(
        string name, string help, MetricFamilyType type = MetricFamilyType.Gauge, string sources = Both, params string[] labels) =>
        new(name, type, help, [.. Gpu, .. labels]) { Sources = sources };
}
