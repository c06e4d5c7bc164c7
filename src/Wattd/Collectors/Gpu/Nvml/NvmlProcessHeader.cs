namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>Which processes <c>nvmlDeviceGetRunningProcessDetailList</c> lists (<c>NVML_PROCESS_MODE_*</c>, nvml.h).</summary>
enum NvmlProcessMode : uint
{
    Compute = 0,
    Graphics = 1,

    /// <summary>The clients of the Multi-Process Service.</summary>
    Mps = 2,
}

/// <summary><c>nvmlEncoderSessionInfo_t</c>: 32 bytes.</summary>
struct NvmlEncoderSession
{
    public uint SessionId, Pid, VgpuInstance;
    public NvmlCodec Codec;
    public uint Width, Height;

    /// <summary>In frames per second.</summary>
    public uint AverageFps;

    /// <summary>In µs.</summary>
    public uint AverageLatency;
}

/// <summary><c>nvmlProcessUtilizationSample_t</c>: 32 bytes; percent.</summary>
struct NvmlProcessSample
{
    public uint Pid;

    /// <summary>In µs of the wall clock.</summary>
    public ulong Timestamp;
    public uint Sm, Memory, Encoder, Decoder;
}

/// <summary>
/// <c>nvmlProcessDetail_v1_t</c>: 32 bytes. <c>nvmlProcessInfo_t</c> is its first 24, or all of them on the first
/// drivers of 535.
/// </summary>
struct NvmlProcessDetail
{
    public uint Pid;

    /// <summary>In bytes; all bits set if unknown.</summary>
    public ulong UsedMemory;

    /// <summary>All bits set without MIG.</summary>
    public uint GpuInstance, ComputeInstance;
    public ulong UsedProtectedMemory;
}

/// <summary><c>nvmlProcessDetailList_v1_t</c>: 24 bytes.</summary>
unsafe struct NvmlProcessDetailList()
{
    /// <summary>The struct's size, with its version in the top byte.</summary>
    public uint Version = 0x0100_0018;
    public NvmlProcessMode Mode;

    /// <summary>The length of the array; then how many processes there are.</summary>
    public uint Count;
    public NvmlProcessDetail* Processes;
}
