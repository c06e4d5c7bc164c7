using System.IO.Pipelines;

namespace Wattd.Http.Security.Tls;

/// <summary>A stream in the form of a Kestrel connection. An idle one holds no buffer.</summary>
/// <param name="stream">The stream; it stays open.</param>
sealed class StreamDuplexPipe(Stream stream) : IDuplexPipe
{
    static readonly StreamPipeReaderOptions Reading = new(leaveOpen: true, useZeroByteReads: true);
    static readonly StreamPipeWriterOptions Writing = new(leaveOpen: true);

    public PipeReader Input { get; } = PipeReader.Create(stream, Reading);

    public PipeWriter Output { get; } = PipeWriter.Create(stream, Writing);

    /// <summary>Ends both directions.</summary>
    public async ValueTask CompleteAsync()
    {
        await Input.CompleteAsync();
        await Output.CompleteAsync();
    }
}
