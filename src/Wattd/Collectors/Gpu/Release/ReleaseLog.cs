using Microsoft.Extensions.Logging;

namespace Wattd.Collectors.Gpu.Release;

/// <summary>The log messages of a release of the GPUs.</summary>
static partial class ReleaseLog
{
    [LoggerMessage(240, LogLevel.Information, "The GPUs are released on request until {Until}: they are not read, and can be reset; 'wattd resume gpu' takes them up before that", EventName = "GpuReleased")]
    public static partial void Released(this ILogger logger, string until);

    [LoggerMessage(241, LogLevel.Information, "The GPUs are read again {Cause}", EventName = "GpuResumed")]
    public static partial void Resumed(this ILogger logger, string cause);

    [LoggerMessage(242, LogLevel.Error, "The GPUs cannot be released: a call into the NVIDIA driver does not return; they are released when it does, and a reboot may be needed", EventName = "GpuReleaseHangs")]
    public static partial void ReleaseHangs(this ILogger logger);
}
