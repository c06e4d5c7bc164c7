using Wattd.Collectors.Gpu.Metering;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>What is kept of the GPUs over sessions and over a release, which ends the source.</summary>
/// <remarks>
/// Used by one thread at a time, without a lock: a source is created only after the thread of the one before has left its last read,
/// because a release does not end while a call hangs.
/// </remarks>
sealed class NvmlKept
{
    /// <summary>The GPUs of earlier sessions.</summary>
    public NvmlIdentities Identities { get; } = new();

    /// <summary>What is kept of each from one reading to the next.</summary>
    public ByGpu<NvmlGpuState> States { get; } = new(static () => new NvmlGpuState());
}
