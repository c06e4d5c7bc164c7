using Microsoft.Extensions.Logging;

namespace Wattd.Daemon;

/// <summary>Log messages of the daemon itself.</summary>
static partial class HostingLog
{
    [LoggerMessage(EventName = "Started", Level = LogLevel.Information,
        Message = "wattd {Version} is serving {Endpoints}")]
    public static partial void Started(this ILogger logger, string version, string endpoints);

    [LoggerMessage(EventName = "CannotStart", Level = LogLevel.Critical, Message = "{Problem}")]
    public static partial void CannotStart(this ILogger logger, string problem);

    [LoggerMessage(EventName = "NoLocalSocket", Level = LogLevel.Warning,
        Message = "The local socket {Path} cannot be opened: {Problem}; 'wattd check' and 'wattd top' then use the ports")]
    public static partial void NoLocalSocket(this ILogger logger, string path, string problem);

    [LoggerMessage(EventName = "ConfigurationInvalid", Level = LogLevel.Critical,
        Message = "wattd has not started because its settings are wrong")]
    public static partial void ConfigurationInvalid(this ILogger logger);

    [LoggerMessage(EventName = "Stopping", Level = LogLevel.Information, Message = "wattd is stopping")]
    public static partial void Stopping(this ILogger logger);

    [LoggerMessage(EventName = "SamplerFaulted", Level = LogLevel.Critical,
        Message = "The {Collector} sampler failed, which is a fault of wattd; please report it: {Fault}")]
    public static partial void SamplerFaulted(this ILogger logger, Exception exception, string collector, string fault);

    [LoggerMessage(EventName = "ServiceFaulted", Level = LogLevel.Critical,
        Message = "wattd stops because its {Service} failed, which is a fault of wattd; please report it: {Fault}")]
    public static partial void ServiceFaulted(this ILogger logger, Exception exception, string service, string fault);

    [LoggerMessage(EventName = "NotifyFailed", Level = LogLevel.Warning,
        Message = "systemd cannot be notified through NOTIFY_SOCKET = {Address}: {Problem}")]
    public static partial void NotifyFailed(this ILogger logger, string address, string problem);

    [LoggerMessage(EventName = "CollectorStalled", Level = LogLevel.Error,
        Message = "The {Collector} collector has not run for {Seconds:F0} s")]
    public static partial void CollectorStalled(this ILogger logger, string collector, double seconds);

    [LoggerMessage(EventName = "CollectorResumed", Level = LogLevel.Information,
        Message = "The {Collector} collector runs again")]
    public static partial void CollectorResumed(this ILogger logger, string collector);

    [LoggerMessage(EventName = "SchedulingGranted", Level = LogLevel.Information,
        Message = "The {Collector} sampler runs with {Scheduling} scheduling")]
    public static partial void SchedulingGranted(this ILogger logger, string collector, string scheduling);

    [LoggerMessage(EventName = "Simulating", Level = LogLevel.Warning,
        Message = "Serving a simulated encode node: no value is measured (simulate = on)")]
    public static partial void Simulating(this ILogger logger);

    [LoggerMessage(EventName = "Reloaded", Level = LogLevel.Information, Message = "Settings re-read: {Outcome}")]
    public static partial void Reloaded(this ILogger logger, string outcome);

    [LoggerMessage(EventName = "ReloadRefused", Level = LogLevel.Error,
        Message = "Settings re-read and refused; those in force stay: {Problem}")]
    public static partial void ReloadRefused(this ILogger logger, string problem);
}
