using Serilog.Events;

namespace Serilog.Sinks.Journald;

/// <summary>Settings of the journald sink, and the count of dropped events.</summary>
public sealed class JournaldSinkOptions
{
    long _droppedEvents;

    /// <value>1 to 107 bytes. The default is <c>/run/systemd/journal/socket</c>.</value>
    public string SocketPath { get; init; } = "/run/systemd/journal/socket";

    /// <summary>The <c>SYSLOG_IDENTIFIER</c> of every entry, which <c>journalctl -t</c> selects by.</summary>
    /// <value>Not empty. The default is the program's name.</value>
    public string SyslogIdentifier { get; init; } = AppDomain.CurrentDomain.FriendlyName;

    /// <summary>
    /// Gives an event the 128-bit <c>MESSAGE_ID</c> that identifies the kind of event and links it to its entry in the
    /// message catalog. Called on the emitting threads, possibly concurrently.
    /// </summary>
    /// <value>
    /// Null, or a function that returns null for an event without one. The default is null. If it returns null, an
    /// event property <c>MessageId</c> that holds a <see cref="Guid"/>, or 32 hexadecimal digits, is used.
    /// </value>
    public Func<LogEvent, Guid?>? MessageId { get; init; }

    /// <summary>
    /// Whether an event goes to standard error, as text with the <c>&lt;N&gt;</c> priority prefix of sd-daemon(3), while
    /// journald is not running. If false, such an event is dropped.
    /// </summary>
    /// <value>The default is true.</value>
    public bool FallBackToStandardError { get; init; } = true;

    /// <summary>
    /// How many events the sinks made with these options have dropped: neither the journal nor standard error could take
    /// them without waiting. It never decreases.
    /// </summary>
    public long DroppedEvents => Interlocked.Read(ref _droppedEvents);

    internal void CountDropped() => Interlocked.Increment(ref _droppedEvents);
}
