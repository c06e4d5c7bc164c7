using System.IO.Pipelines;

namespace Wattd.Http.Connections;

/// <summary>
/// The output of a connection, which can be completed without closing the socket. Bytes that the client has not read would
/// otherwise stay in the kernel after the connection has returned its place.
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
        // A normal end is held back; the connection completes the inner writer when it is disposed.
        if (exception is not null)
            inner.Complete(exception);
    }
}
