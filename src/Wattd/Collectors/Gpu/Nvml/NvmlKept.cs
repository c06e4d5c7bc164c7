using Wattd.Collectors.Gpu.Metering;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>What is kept of the GPUs over sessions and over a release, which ends the source.</summary>
/// <remarks>
/// Used by one thread at a time, without a lock: a source is created only after the thread of the one before has left its last read.
/// </remarks>
sealed class NvmlKept
{
    volatile NvmlXidWatch? _left;

    /// <summary>
    /// What asked for XIDs in an earlier session, and was in a call at the end of it; null if there is none. May be read on any thread.
    /// </summary>
    public NvmlXidWatch? Left { get => _left; set => _left = value; }

    /// <summary>The GPUs of earlier sessions.</summary>
    public NvmlIdentities Identities { get; } = new();

    /// <summary>What is kept of each from one reading to the next.</summary>
    public ByGpu<NvmlGpuState> States { get; } = new(static () => new NvmlGpuState());
}
