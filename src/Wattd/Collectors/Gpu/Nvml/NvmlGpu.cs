using Wattd.Collectors.Gpu.Identity;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>One GPU of an NVML session.</summary>
/// <param name="index">Its index in the driver's order.</param>
/// <param name="handle">The driver's handle, valid for one initialisation; 0 if the driver returned none.</param>
/// <param name="failure">The code that took it down; success while it works.</param>
sealed class NvmlGpu(int index, nint handle, NvmlReturn failure)
{
    public int Index { get; } = index;

    public nint Handle { get; } = handle;

    /// <summary>The code that took it down; success while it works.</summary>
    public NvmlReturn Failure { get; set; } = failure;

    /// <summary>Whether it has stopped answering.</summary>
    public bool IsLost => Failure != NvmlReturn.Success;

    /// <summary>Its values that are read at each enumeration only, as the start of each reading.</summary>
    public GpuReading Lasting;

    /// <summary>What is kept of it from one reading to the next.</summary>
    public NvmlGpuState State { get; set; } = new();

    /// <summary>Its identity; its bus id is empty if unknown.</summary>
    public GpuIdentity Identity { get; set; } = new() { Index = index, BusId = "" };
}
