using System.IO.Pipelines;

namespace Wattd.Http.Security.Tls;

/// <summary>A stream as Kestrel takes its connections. While nothing comes, no buffer is held for it.</summary>
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
