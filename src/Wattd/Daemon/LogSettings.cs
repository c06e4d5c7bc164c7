using Serilog.Events;
using Wattd.Settings;
using Wattd.Settings.Syntax;

namespace Wattd.Daemon;

/// <summary>Options of the log.</summary>
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
    /// <summary>The journal if standard error is connected to it, else text on standard error.</summary>
    Auto,

    /// <summary>The journal's native protocol.</summary>
    Journal,

    /// <summary>Text lines on standard error.</summary>
    Console,

    /// <summary>One JSON object per line on standard error.</summary>
    Json,
}

/// <summary>The settings of the log.</summary>
static class LogSettings
{
    public static readonly Setting Level = new TypedSetting<LogOptions, LogEventLevel>("log.level",
        "The least severe lines that are logged.",
        new ChoiceSyntax<LogEventLevel>(("debug", LogEventLevel.Debug), ("info", LogEventLevel.Information),
            ("warning", LogEventLevel.Warning), ("error", LogEventLevel.Error)),
        o => o.Level, (o, v) => o with { Level = v })
    { Reloadable = true };

    public static readonly Setting Format = new TypedSetting<LogOptions, LogFormat>("log.format",
        "Form of the log. auto is the journal under systemd and text on standard error elsewhere; json is one object per line.",
        new ChoiceSyntax<LogFormat>(("auto", LogFormat.Auto), ("journal", LogFormat.Journal),
            ("console", LogFormat.Console), ("json", LogFormat.Json)),
        o => o.Format, (o, v) => o with { Format = v });
}
