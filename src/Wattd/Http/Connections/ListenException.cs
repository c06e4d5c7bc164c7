namespace Wattd.Http.Connections;

/// <summary>wattd cannot listen where it was told to. The message is one line that names the setting, the port and the cure.</summary>
sealed class ListenException(string message, Exception? innerException = null) : Exception(message, innerException);
