namespace Wattd.Collectors.Sampling;

/// <summary>A source failed to give readings; the collector is down until it succeeds.</summary>
/// <param name="reason">One word of a small fixed set; the <c>reason</c> label of the collector's metrics.</param>
/// <param name="message">One line for the log and for <c>/health</c>: the problem and its fix.</param>
/// <param name="innerException">The system's error, if any.</param>
sealed class SourceException(string reason, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The <c>reason</c> label.</summary>
    public string Reason { get; } = reason;
}
