using Serilog.Events;
using Serilog.Formatting.Display;

namespace Serilog.Sinks.Journald;

/// <summary>
/// Writes an event to standard error, each line with the <c>&lt;N&gt;</c> prefix of sd-daemon(3): under a unit that is the
/// journal's stream, which the service manager holds open while journald restarts. Safe for concurrent use.
/// </summary>
sealed class StandardErrorFallback(int descriptor, IFormatProvider? formatProvider)
{
    readonly MessageTemplateTextFormatter _formatter = new("{Message:l}{NewLine}{Exception}", formatProvider);
    readonly NonBlockingDescriptor _descriptor = new(descriptor);

    /// <summary>Writes the event, cut to what a pipe takes in one piece. Never waits.</summary>
    /// <returns>False if standard error could not take it.</returns>
    public bool TryWrite(LogEvent logEvent)
    {
        using var text = new StringWriter();
        _formatter.Format(logEvent, text);
        var priority = SyslogPriority.Digit(logEvent.Level);

        // One for each event, not shared: a lock would make other threads wait for the writer.
        var lines = new Utf8Writer { Limit = NonBlockingDescriptor.MaximumSize - 1 };
        foreach (var line in text.ToString().AsSpan().TrimEnd().EnumerateLines())
        {
            lines.Write(['<', priority, '>']);
            lines.Write(line);
            lines.Write('\n');
        }
        if (lines.FlushText())
            lines.WriteBytes("\n"u8);
        return _descriptor.TryWrite(lines.Written);
    }
}
