using Microsoft.Extensions.Logging;

namespace Wattd.Gpu.Nvml;

/// <summary>What the NVML source has to say beyond what the sampler says of every source.</summary>
static partial class NvmlLog
{
    [LoggerMessage(EventName = "NvmlOpened", Level = LogLevel.Debug,
        Message = "NVML initialised: driver {DriverVersion}, {Count} GPUs")]
    public static partial void Opened(this ILogger logger, string driverVersion, int count);

    [LoggerMessage(EventName = "NvmlGpuFailed", Level = LogLevel.Debug,
        Message = "GPU {Index} ({BusId}) answers NVML with error {Code} ({Meaning})")]
    public static partial void GpuFailed(this ILogger logger, int index, string busId, int code, NvmlReturn meaning);
}
