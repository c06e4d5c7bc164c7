namespace Wattd.Collectors.Gpu.Nvml;

/// <summary><c>nvmlUtilization_t</c>: 8 bytes, percent.</summary>
struct NvmlUtilization
{
    public uint Gpu, Memory;
}
