using System.Net;
using Microsoft.Extensions.Logging;

namespace Wattd.Collectors.Encodes.Progress;

/// <summary>The log messages about the progress of encodes: changes of state only.</summary>
static partial class ProgressLog
{
    [LoggerMessage(450, LogLevel.Information, "The progress of encodes is received on udp://{Address}", EventName = "ProgressReceived")]
    public static partial void Received(this ILogger logger, EndPoint address);

    [LoggerMessage(451, LogLevel.Warning, "No progress of encodes: {Problem}", EventName = "ProgressUnavailable")]
    public static partial void Unavailable(this ILogger logger, string problem);
}
