namespace Wattd.Commands;

/// <summary>The arguments make no sense together; the message is one line.</summary>
sealed class UsageException(string message) : Exception(message);
