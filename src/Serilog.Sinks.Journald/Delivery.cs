namespace Serilog.Sinks.Journald;

/// <summary>The result of sending an entry to journald.</summary>
enum Delivery
{
    /// <summary>It is in journald's queue.</summary>
    Sent,

    /// <summary>journald is running, but its queue or the socket's buffer is full.</summary>
    Refused,

    /// <summary>No process listens at the socket's path, or access is denied.</summary>
    Away,
}
