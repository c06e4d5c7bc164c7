namespace Wattd.Collectors.Sampling;

/// <summary>A source could not give readings; the collector is down until it can again.</summary>
/// <param name="reason">One word of a small fixed set; the <c>reason</c> label of the collector's metrics.</param>
/// <param name="message">One line for the log and for <c>/health</c>: what is wrong, and the cure.</param>
/// <param name="innerException">What the system said, where it said something.</param>
sealed class SourceException(string reason, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The <c>reason</c> label.</summary>
    public string Reason { get; } = reason;
}
