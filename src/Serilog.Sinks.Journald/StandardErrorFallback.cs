using System.Diagnostics.CodeAnalysis;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace Serilog.Sinks.Journald;

/// <summary>
/// Writes an event to standard error, each line with the <c>&lt;N&gt;</c> prefix of sd-daemon(3): under a unit that is the
/// journal's stream, which the service manager holds open while journald restarts. Safe for concurrent use.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A Utf8Writer holds memory only.")]
sealed class StandardErrorFallback(int descriptor, IFormatProvider? formatProvider)
{
    readonly MessageTemplateTextFormatter _formatter = new("{Message:l}{NewLine}{Exception}", formatProvider);
    readonly NonBlockingDescriptor _descriptor = new(descriptor);
    readonly Utf8Writer _line = new();
    readonly Lock _gate = new();

    /// <summary>Writes the event, cut to what a pipe takes in one piece. Never waits.</summary>
    /// <returns>False where standard error could not take it.</returns>
    public bool TryWrite(LogEvent logEvent)
    {
        using var text = new StringWriter();
        _formatter.Format(logEvent, text);
        var priority = SyslogPriority.Digit(logEvent.Level);

        lock (_gate)
        {
            _line.Clear();
            _line.Limit = NonBlockingDescriptor.MaximumSize - 1;
            foreach (var line in text.ToString().AsSpan().TrimEnd().EnumerateLines())
            {
                _line.Write(['<', priority, '>']);
                _line.Write(line);
                _line.Write('\n');
            }
            if (_line.FlushText())
                _line.WriteBytes("\n"u8);
            return _descriptor.TryWrite(_line.Written);
        }
    }
}
