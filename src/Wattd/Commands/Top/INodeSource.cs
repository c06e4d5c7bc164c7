namespace Wattd.Commands.Top;

/// <summary>Gives a node's readings as docs/readings.md tells them.</summary>
interface INodeSource : IAsyncDisposable
{
    /// <summary>What it is, for the head of the screen.</summary>
    string Name { get; }

    /// <summary>The newest readings, with the seconds of the past after one.</summary>
    /// <exception cref="NoReadingsException">There is no answer.</exception>
    Task<ReadOnlyMemory<byte>> ReadAsync(long since);
}

/// <summary>A source does not answer; the message is one line with the cure.</summary>
sealed class NoReadingsException(string message) : Exception(message);
