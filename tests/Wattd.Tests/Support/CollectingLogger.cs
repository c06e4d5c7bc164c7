using Microsoft.Extensions.Logging;

namespace Wattd.Tests.Support;

/// <summary>Keeps the log messages.</summary>
sealed class CollectingLogger : ILogger
{
    readonly List<(string Event, string Message)> _lines = [];

    public IReadOnlyList<(string Event, string Message)> Lines => _lines;

    public IEnumerable<string> Events => _lines.Select(line => line.Event);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        _lines.Add((eventId.Name ?? "", formatter(state, exception)));
}
