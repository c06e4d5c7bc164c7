using Microsoft.Extensions.Logging;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>The log messages of the NVML source, in addition to those of the sampler for every source.</summary>
static partial class NvmlLog
{
    [LoggerMessage(250, LogLevel.Debug, "NVML initialised: driver {DriverVersion}, {Count} GPU(s)", EventName = "NvmlOpened")]
    public static partial void Opened(this ILogger logger, string driverVersion, int count);

    [LoggerMessage(251, LogLevel.Debug, "GPU {Index} ({BusId}) returns NVML error {Code} ({Meaning})", EventName = "NvmlGpuFailed")]
    public static partial void GpuFailed(this ILogger logger, int index, string busId, int code, NvmlReturn meaning);

    [LoggerMessage(252, LogLevel.Debug, "XIDs are not reported for GPU {BusId}: NVML error {Code} ({Meaning})", EventName = "NvmlXidsNotReported")]
    public static partial void XidsNotReported(this ILogger logger, string busId, int code, NvmlReturn meaning);

    [LoggerMessage(253, LogLevel.Debug, "XIDs are not reported now: {Call} returns NVML error {Code} ({Meaning}); wattd tries again, first in {Seconds} s", EventName = "NvmlXidsInterrupted")]
    public static partial void XidsInterrupted(this ILogger logger, string call, int code, NvmlReturn meaning, double seconds);

    [LoggerMessage(254, LogLevel.Warning, "XIDs are not counted: a call for them has not returned for {Seconds} s; they are counted again when it returns, and the kernel log has them meanwhile", EventName = "NvmlXidsHung")]
    public static partial void XidsHung(this ILogger logger, double seconds);

    [LoggerMessage(255, LogLevel.Information, "The hung call for XIDs has returned", EventName = "NvmlXidsReturned")]
    public static partial void XidsReturned(this ILogger logger);
}
