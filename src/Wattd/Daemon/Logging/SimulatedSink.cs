using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Wattd.Daemon.Logging;

/// <summary>
/// Marks every event as simulated: <c>[simulated] </c> before its message, and a property
/// <c>Simulated</c> of 1, which is <c>SIMULATED=1</c> in the journal.
/// </summary>
sealed class SimulatedSink(ILogEventSink sink) : ILogEventSink
{
    static readonly TextToken Prefix = new("[simulated] ");
    static readonly LogEventProperty Mark = new("Simulated", new ScalarValue(1));

    public void Emit(LogEvent logEvent)
    {
        var marked = new LogEvent(
            logEvent.Timestamp,
            logEvent.Level,
            logEvent.Exception,
            new MessageTemplate([Prefix, .. logEvent.MessageTemplate.Tokens]),
            logEvent.Properties.Select(property => new LogEventProperty(property.Key, property.Value)),
            logEvent.TraceId ?? default,
            logEvent.SpanId ?? default);
        marked.AddOrUpdateProperty(Mark);
        sink.Emit(marked);
    }
}
