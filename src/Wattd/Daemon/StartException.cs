namespace Wattd.Daemon;

/// <summary>The daemon cannot start; its message is the one line to show.</summary>
sealed class StartException(string message, Exception? innerException = null) : Exception(message, innerException);
