namespace Wattd.Commands.Top;

/// <summary>Returns a node's readings as described in docs/readings.md.</summary>
interface INodeSource : IAsyncDisposable
{
    /// <summary>The name shown at the top of the screen.</summary>
    string Name { get; }

    /// <summary>The newest readings, with the history after a given second.</summary>
    /// <exception cref="NoReadingsException">There is no answer.</exception>
    Task<ReadOnlyMemory<byte>> ReadAsync(long since);
}

/// <summary>A source does not answer; the message is one line that says how to fix it.</summary>
sealed class NoReadingsException(string message) : Exception(message)
{
    /// <summary>Whether something listens there and gives this user no readings.</summary>
    public bool IsRefusal { get; init; }
}
