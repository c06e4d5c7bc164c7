namespace Wattd.Collectors.Gpu.Nvml;

/// <summary><c>nvmlMemory_t</c>: 24 bytes. What the driver reserved is inside <see cref="Used"/>.</summary>
struct NvmlMemory
{
    public ulong Total, Free, Used;
}

/// <summary><c>nvmlMemory_v2_t</c>: 40 bytes. What the driver reserved stands apart.</summary>
struct NvmlMemoryV2()
{
    /// <summary>The struct's size, with its version in the top byte.</summary>
    public uint Version = 0x0200_0028;
    public ulong Total, Reserved, Free, Used;
}
