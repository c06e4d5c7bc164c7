using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Filters;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;
using Serilog.Sinks.Journald;
using static Wattd.Linux.Unistd;

namespace Wattd.Daemon.Logging;

/// <summary>The daemon's log: its destination, format and level.</summary>
sealed class DaemonLogger : IDisposable
{
    const string Identifier = "wattd";
    const string JournalSocket = "/run/systemd/journal/socket";
    const string LineTemplate = "{Timestamp:HH:mm:ss} {Level:u3} {Message:l}{NewLine}{Exception}";

    readonly LoggingLevelSwitch _level = new();
    readonly LoggingLevelSwitch _frameworkLevel = new();
    readonly JournaldSinkOptions _journal;
    readonly int _standardError;
    readonly Logger _logger;
    StandardErrorSink? _text;

    DaemonLogger(LogOptions options, bool simulated, JournaldSinkOptions journal, int standardError)
    {
        (_journal, _standardError) = (journal, standardError);
        Format = options.Format is LogFormat.Auto ? AutomaticFormat() : options.Format;
        Level = options.Level;

        _logger = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(_level)
            .MinimumLevel.Override("Microsoft", _frameworkLevel)
            // We log why the host does not start or must stop (CannotStart, ServiceFaulted): its own line has no cause.
            .Filter.ByExcluding(Matching.FromSource("Microsoft.Extensions.Hosting.Internal.Host"))
            .WriteTo.Sink(simulated
                ? LoggerSinkConfiguration.Wrap(sink => new SimulatedSink(sink), WriteTo)
                : LoggerSinkConfiguration.CreateSink(WriteTo))
            .CreateLogger();
    }

    /// <summary>The logger for Serilog.Extensions.Hosting.</summary>
    public ILogger Logger => _logger;

    /// <summary>The format in use; never <see cref="LogFormat.Auto"/>.</summary>
    public LogFormat Format { get; }

    /// <summary><c>log.level</c>: can be set at any time. The framework's own events need at least Warning.</summary>
    public LogEventLevel Level
    {
        get => _level.MinimumLevel;
        set
        {
            _level.MinimumLevel = value;
            _frameworkLevel.MinimumLevel = (LogEventLevel)Math.Max((int)value, (int)LogEventLevel.Warning);
        }
    }

    /// <summary>Events that neither the journal nor standard error could take without waiting, since the start.</summary>
    public long DroppedEvents => _journal.DroppedEvents + (_text?.DroppedEvents ?? 0);

    /// <summary>Creates the log. Does not access the console or the journal before the first event.</summary>
    /// <param name="options">The <c>log.*</c> settings.</param>
    /// <param name="simulated">Whether every line says that the node is simulated.</param>
    /// <param name="journalSocket">journald's socket.</param>
    /// <param name="standardError">The descriptor used as standard error in the formats console and json.</param>
    public static DaemonLogger Create(
        LogOptions options, bool simulated, string journalSocket = JournalSocket, int standardError = STDERR_FILENO) =>
        new(options, simulated, new JournaldSinkOptions
        {
            SocketPath = journalSocket,
            SyslogIdentifier = Identifier,
            MessageId = EventMessageIds.Of,
        }, standardError);

    public void Dispose() => _logger.Dispose();

    void WriteTo(LoggerSinkConfiguration sinks)
    {
        if (Format is LogFormat.Journal)
            sinks.Journald(_journal);
        else
            sinks.Sink(_text = new StandardErrorSink(TextFormatter(), _standardError));
    }

    ITextFormatter TextFormatter() =>
        Format is LogFormat.Json ? new RenderedCompactJsonFormatter() : new MessageTemplateTextFormatter(LineTemplate);

    static LogFormat AutomaticFormat() =>
        JournalStream.IsStandardError ? LogFormat.Journal : LogFormat.Console;
}
