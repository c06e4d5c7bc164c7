using Microsoft.Extensions.Logging;

namespace Wattd.Tests.Daemon.Logging;

/// <summary>Log methods declared like those of the daemon.</summary>
static partial class ExampleLog
{
    [LoggerMessage(EventName = "GpuLost", Level = LogLevel.Error, Message = "GPU {GpuId} is lost")]
    public static partial void GpuLost(this ILogger logger, string gpuId);

    [LoggerMessage(EventName = "Unremarkable", Level = LogLevel.Information, Message = "GPU {GpuId} is well")]
    public static partial void GpuWell(this ILogger logger, string gpuId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A detail")]
    public static partial void Detail(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "A remark")]
    public static partial void Remark(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A warning")]
    public static partial void Warn(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Critical, Message = "A service failed")]
    public static partial void StopsHost(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "An error")]
    public static partial void Fail(this ILogger logger);
}
