using Serilog.Events;
using Serilog.Formatting.Display;

namespace Serilog.Sinks.Journald;

/// <summary>Maps an event to the fields of a journal entry. Safe for concurrent use.</summary>
sealed class JournalEntryFormatter(JournaldSinkOptions options, IFormatProvider? formatProvider)
{
    const string MessageIdProperty = "MessageId";

    // l: strings without quotes.
    readonly MessageTemplateTextFormatter _message = new("{Message:l}", formatProvider);
    readonly JournalFieldNames _names = new();

    /// <summary>Writes the fields, the most important first: those that do not fit are left out.</summary>
    public void Format(LogEvent logEvent, JournalEntryWriter entry)
    {
        entry.Field("PRIORITY"u8, [SyslogPriority.Digit(logEvent.Level)]);
        entry.Field("SYSLOG_IDENTIFIER"u8, options.SyslogIdentifier);

        var messageId = options.MessageId?.Invoke(logEvent);
        var ownMessageId = messageId is null ? MessageIdOf(logEvent) : null;
        if ((messageId ?? ownMessageId) is { } id)
            entry.Field("MESSAGE_ID"u8, id.ToString("N"));

        if (entry.BeginField("MESSAGE"u8) is { } message)
        {
            _message.Format(logEvent, message);
            entry.EndField();
        }

        if (logEvent.Exception is { } exception)
            entry.Field("EXCEPTION"u8, exception.ToString());
        if (logEvent.TraceId is { } traceId)
            entry.Field("TRACE_ID"u8, traceId.ToHexString());
        if (logEvent.SpanId is { } spanId)
            entry.Field("SPAN_ID"u8, spanId.ToHexString());

        foreach (var (name, value) in logEvent.Properties)
        {
            if (ownMessageId is not null && name == MessageIdProperty)
                continue;
            if (entry.BeginField(_names[name]) is not { } writer)
                break;
            FieldValue.Write(value, writer);
            entry.EndField();
        }
    }

    static Guid? MessageIdOf(LogEvent logEvent) =>
        logEvent.Properties.GetValueOrDefault(MessageIdProperty) is not ScalarValue scalar ? null
        : scalar.Value is Guid id ? id
        : scalar.Value is string text && Guid.TryParseExact(text, "N", out id) ? id
        : null;
}
