using Wattd.Collectors.Gpu.Identity;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>One GPU as NVML knows it.</summary>
/// <param name="index">Its place in the driver's order.</param>
/// <param name="handle">The driver's handle, valid for one initialisation; 0 where the driver gave none.</param>
/// <param name="failure">The code that took it down; success while it is well.</param>
sealed class NvmlGpu(int index, nint handle, NvmlReturn failure)
{
    public int Index { get; } = index;

    public nint Handle { get; } = handle;

    /// <summary>The code that took it down; success while it is well.</summary>
    public NvmlReturn Failure { get; set; } = failure;

    /// <summary>Whether it has stopped answering.</summary>
    public bool IsLost => Failure != NvmlReturn.Success;

    /// <summary>Who it is; its bus id is empty where nobody can tell.</summary>
    public GpuIdentity Identity { get; set; } = new() { Index = index, BusId = "" };
}
