namespace Wattd.Gpu.NvidiaSmi;

/// <summary>What nvidia-smi told about this machine.</summary>
/// <param name="DriverVersion">Empty when not told.</param>
/// <param name="AttachedGpus">How many GPUs the driver says it has; it may list fewer.</param>
/// <param name="Gpus">Those it told of, lost ones too, in the driver's order, each once.</param>
sealed record NvidiaSmiAnswer(string DriverVersion, int AttachedGpus, List<NvidiaSmiGpu> Gpus);

/// <summary>One GPU of an answer.</summary>
readonly record struct NvidiaSmiGpu(GpuIdentity Identity, GpuReading Reading)
{
    /// <summary>A GPU of which only its identity is known.</summary>
    public static NvidiaSmiGpu Lost(GpuIdentity identity) => new(identity, default);
}
