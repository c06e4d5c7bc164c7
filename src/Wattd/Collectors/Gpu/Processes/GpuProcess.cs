namespace Wattd.Collectors.Gpu.Processes;

/// <summary>A process that uses a GPU.</summary>
/// <param name="Pid">Its id in the pid namespace of the driver, which is the host's; never 0.</param>
/// <param name="Engines">Its use of the engines; null if the driver does not report it of any process (MIG, nvidia-smi), and in the first read.</param>
/// <param name="MemoryBytes">Its memory on the GPU, in bytes; null if unknown.</param>
readonly record struct GpuProcess(uint Pid, EngineUse? Engines, double? MemoryBytes);

/// <summary>
/// How much a process used the engines of a GPU: the mean over the driver's samples since the last read. A process
/// without a sample in that time used none.
/// </summary>
/// <param name="Sm">The streaming multiprocessors, 0 to 100 percent.</param>
/// <param name="Memory">The memory interface, 0 to 100 percent.</param>
/// <param name="Encoder">The video encoder, 0 to 100 percent.</param>
/// <param name="Decoder">The video decoder, 0 to 100 percent.</param>
readonly record struct EngineUse(double Sm, double Memory, double Encoder, double Decoder);
