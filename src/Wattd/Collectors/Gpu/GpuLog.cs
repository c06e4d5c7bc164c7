using Microsoft.Extensions.Logging;

namespace Wattd.Collectors.Gpu;

/// <summary>The log messages of the GPU collector: changes of state only.</summary>
static partial class GpuLog
{
    [LoggerMessage(200, LogLevel.Information, "GPU readings come from {Source}: driver {DriverVersion}, {Count} GPU(s)", EventName = "GpuSourceInUse")]
    public static partial void SourceInUse(this ILogger logger, string source, string driverVersion, int count);

    [LoggerMessage(201, LogLevel.Warning, "NVML cannot be used, using {Source} instead: {Trouble}", EventName = "NvmlUnavailable")]
    public static partial void NvmlUnavailable(this ILogger logger, string source, string trouble);

    /// <param name="logger">The log.</param>
    /// <param name="level">Information on a machine without a GPU.</param>
    /// <param name="trouble">The failure of each source.</param>
    [LoggerMessage(EventId = 202, Message = "No GPU readings: {Trouble}", EventName = "GpuSourceUnavailable")]
    public static partial void SourceUnavailable(this ILogger logger, LogLevel level, string trouble);

    [LoggerMessage(203, LogLevel.Error, "{Trouble}", EventName = "GpuSourceTimedOut")]
    public static partial void SourceTimedOut(this ILogger logger, string trouble);

    [LoggerMessage(204, LogLevel.Information, "The hung call of {Source} has returned: the GPUs are read again", EventName = "GpuSourceReturned")]
    public static partial void SourceReturned(this ILogger logger, string source);

    [LoggerMessage(205, LogLevel.Error, "GPU {BusId} ({Name}, {Uuid}) is lost, and its readings are absent until it is back: look for its Xid in the kernel log; reset the GPU or reboot", EventName = "GpuLost")]
    public static partial void Lost(this ILogger logger, string busId, string name, string uuid);

    [LoggerMessage(206, LogLevel.Information, "GPU {BusId} ({Name}, {Uuid}) is back", EventName = "GpuBack")]
    public static partial void Back(this ILogger logger, string busId, string name, string uuid);

    [LoggerMessage(207, LogLevel.Warning, "Persistence mode is off on {Count} GPU(s): each is initialised again for every new client, which distorts its first readings; run nvidia-persistenced, or nvidia-smi -pm 1", EventName = "GpuPersistenceModeOff")]
    public static partial void PersistenceModeOff(this ILogger logger, int count);

    [LoggerMessage(208, LogLevel.Information, "{Trouble}", EventName = "GpuDriverStarting")]
    public static partial void DriverStarting(this ILogger logger, string trouble);

    [LoggerMessage(209, LogLevel.Warning, "GPU {BusId} ({Name}, {Uuid}) has not answered in time, and its readings are absent until it does: it is slow, or waits for another GPU that hangs; look for Xid lines in the kernel log, or raise gpu.timeout", EventName = "GpuSlow")]
    public static partial void Slow(this ILogger logger, string busId, string name, string uuid);
}
