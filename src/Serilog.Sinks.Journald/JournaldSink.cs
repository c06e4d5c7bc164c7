using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;

namespace Serilog.Sinks.Journald;

/// <summary>Sends each event to journald, or to standard error while journald is not running; counts what neither could take.</summary>
sealed class JournaldSink : ILogEventSink, ISetLoggingFailureListener, IDisposable
{
    readonly JournaldSinkOptions _options;
    readonly JournalEntryFormatter _formatter;
    readonly JournalSocket _socket;
    readonly StandardErrorFallback? _fallback;
    ILoggingFailureListener _failureListener = SelfLog.FailureListener;

    // The pooled buffer: taken by the emitting thread, returned when the entry is sent.
    JournalEntryWriter? _spareWriter;

    /// <param name="options">Settings.</param>
    /// <param name="formatProvider">Culture of the message; null for the invariant one.</param>
    /// <param name="standardError">The descriptor used as standard error.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public JournaldSink(JournaldSinkOptions options, IFormatProvider? formatProvider, int standardError = 2)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.SyslogIdentifier);
        ArgumentException.ThrowIfNullOrEmpty(options.SocketPath);

        _options = options;
        _formatter = new JournalEntryFormatter(options, formatProvider);
        _socket = new JournalSocket(options.SocketPath);
        _fallback = options.FallBackToStandardError ? new StandardErrorFallback(standardError, formatProvider) : null;
    }

    public void SetFailureListener(ILoggingFailureListener failureListener) => _failureListener = failureListener;

    public void Emit(LogEvent logEvent)
    {
        var writer = Interlocked.Exchange(ref _spareWriter, null) ?? new JournalEntryWriter();
        writer.Begin(_socket.MaximumSize);
        _formatter.Format(logEvent, writer);
        var delivery = _socket.Send(writer.End());
        _spareWriter = writer;

        if (delivery == Delivery.Sent)
            return;
        if (delivery == Delivery.Away && _fallback?.TryWrite(logEvent) == true)
            return;

        _options.CountDropped();
        _failureListener.OnLoggingFailed(
            this,
            LoggingFailureKind.Permanent,
            delivery == Delivery.Away ? "journald is not running, the event is dropped" : "journald is full, the event is dropped",
            [logEvent],
            exception: null);
    }

    public void Dispose() => _socket.Dispose();
}
