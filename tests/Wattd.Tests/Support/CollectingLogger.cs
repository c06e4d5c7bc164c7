using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Wattd.Tests.Support;

/// <summary>Keeps the log messages of any thread.</summary>
sealed class CollectingLogger : ILogger
{
    readonly ConcurrentQueue<(LogLevel Level, string Event, string Message)> _lines = new();

    public IReadOnlyList<(string Event, string Message)> Lines => [.. _lines.Select(line => (line.Event, line.Message))];

    public IEnumerable<string> Events => _lines.Select(line => line.Event);

    /// <summary>The level of each message of an event.</summary>
    public IEnumerable<LogLevel> LevelsOf(string name) => _lines.Where(line => line.Event == name).Select(line => line.Level);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, eventId.Name ?? "", formatter(state, exception)));
}
