namespace Serilog.Sinks.Journald;

/// <summary>What became of an entry that was sent to journald.</summary>
enum Delivery
{
    /// <summary>It is in journald's queue.</summary>
    Sent,

    /// <summary>journald is there, but its queue or the socket's buffer is full.</summary>
    Refused,

    /// <summary>Nobody listens at the socket's path, or it may not be reached.</summary>
    Away,
}
