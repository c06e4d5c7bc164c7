using Microsoft.Extensions.Logging;

namespace Wattd.Collectors.Wall;

/// <summary>The log messages of the wall collector: changes of state only.</summary>
static partial class WallLog
{
    [LoggerMessage(300, LogLevel.Information, "The power of the whole machine comes from {Meters}", EventName = "WallMeasured")]
    public static partial void Measured(this ILogger logger, string meters);

    [LoggerMessage(301, LogLevel.Warning, "No wall readings: {Problem}", EventName = "WallUnreadable")]
    public static partial void Unreadable(this ILogger logger, string problem);

    [LoggerMessage(302, LogLevel.Warning, "No power is read from {Meters} for {Minutes} minute(s), because every read fails: {Problem}", EventName = "WallPaused")]
    public static partial void Paused(this ILogger logger, string meters, double minutes, string problem);
}
