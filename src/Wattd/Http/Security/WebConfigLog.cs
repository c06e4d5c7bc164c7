using Microsoft.Extensions.Logging;

namespace Wattd.Http.Security;

/// <summary>Log messages about the web configuration.</summary>
static partial class WebConfigLog
{
    [LoggerMessage(EventName = "WebConfigurationInForce", Level = LogLevel.Information, Message = "{Path} is in force: {Summary}")]
    public static partial void InForce(this ILogger logger, string path, string summary);

    [LoggerMessage(EventName = "WebConfigurationIgnored", Level = LogLevel.Warning, Message = "{Note}")]
    public static partial void Ignored(this ILogger logger, string note);

    [LoggerMessage(EventName = "WebConfigurationExposed", Level = LogLevel.Warning, Message = "{Note}")]
    public static partial void Exposed(this ILogger logger, string note);

    [LoggerMessage(EventName = "WebConfigurationRefused", Level = LogLevel.Error,
        Message = "The web configuration was re-read and refused; the one in force stays: {Problem}")]
    public static partial void Refused(this ILogger logger, string problem);
}
