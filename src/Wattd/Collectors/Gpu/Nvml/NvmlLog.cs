using Microsoft.Extensions.Logging;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>The log messages of the NVML source, in addition to those of the sampler for every source.</summary>
static partial class NvmlLog
{
    [LoggerMessage(250, LogLevel.Debug, "NVML initialised: driver {DriverVersion}, {Count} GPU(s)", EventName = "NvmlOpened")]
    public static partial void Opened(this ILogger logger, string driverVersion, int count);

    [LoggerMessage(251, LogLevel.Debug, "GPU {Index} ({BusId}) returns NVML error {Code} ({Meaning})", EventName = "NvmlGpuFailed")]
    public static partial void GpuFailed(this ILogger logger, int index, string busId, int code, NvmlReturn meaning);
}
