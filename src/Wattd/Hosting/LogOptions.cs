using Serilog.Events;

namespace Wattd.Hosting;

/// <summary>Settings of the log; Configuration binds and checks them.</summary>
sealed record LogOptions
{
    /// <summary><c>log.level</c>: debug, info, warning or error. The default is info.</summary>
    public LogEventLevel Level { get; init; } = LogEventLevel.Information;

    /// <summary><c>log.format</c>. The default is <see cref="LogFormat.Auto"/>.</summary>
    public LogFormat Format { get; init; } = LogFormat.Auto;
}

/// <summary>Where and how log lines are written.</summary>
enum LogFormat
{
    /// <summary>The journal where standard error is connected to it, text on standard error elsewhere.</summary>
    Auto,

    /// <summary>The journal's native protocol.</summary>
    Journal,

    /// <summary>Text lines on standard error.</summary>
    Console,

    /// <summary>A JSON object a line on standard error.</summary>
    Json,
}
