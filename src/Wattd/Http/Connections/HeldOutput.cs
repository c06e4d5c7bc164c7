using System.IO.Pipelines;

namespace Wattd.Http.Connections;

/// <summary>
/// The way out of a connection, which its user can end without closing the socket. Bytes that the client has not taken would
/// otherwise stay in the kernel after the connection has given its place back.
/// </summary>
/// <param name="inner">Kestrel's own.</param>
sealed class HeldOutput(PipeWriter inner) : PipeWriter
{
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(source, cancellationToken);

    public override void Complete(Exception? exception = null)
    {
        // An orderly end is held back; the connection itself completes the other when it is disposed of.
        if (exception is not null)
            inner.Complete(exception);
    }
}
