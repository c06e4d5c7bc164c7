using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Wattd.Http.Connections;

namespace Wattd.Http;

/// <summary>
/// An accepted connection: its place, its endpoint, and the deadline for its next step. It is one of
/// the features of the connection. Kestrel's heartbeat checks it once a second.
/// </summary>
/// <param name="network">The client.</param>
/// <param name="places">Where its place is returned.</param>
/// <param name="refused">Counts it if it is refused.</param>
/// <param name="time">The monotonic clock.</param>
sealed class WebClient(ClientNetwork network, ConnectionPlaces places, RefusalCount refused, TimeProvider time)
{
    const long None = long.MaxValue;

    // Most clients have read the last bytes within a round trip. The longest pause still allows a stop within a second.
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(200);

    // Counted from the accept, so it includes the TLS handshake.
    long _deadline = time.GetTimestamp() + Ticks(WebLimits.FirstRequestTimeout, time);
    bool _hasAsked;
    int _isRefused;

    /// <summary>The endpoint that it connected to.</summary>
    public WebEndpoint Endpoint { get; private set; } = null!;

    /// <summary>Serves the connection until it ends, or until it is overdue.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="endpoint">The endpoint that it connected to.</param>
    /// <param name="next">The next step.</param>
    public async Task ServeAsync(ConnectionContext connection, WebEndpoint endpoint, ConnectionDelegate next)
    {
        try
        {
            Endpoint = endpoint;
            // The token is cancelled as soon as the client ends its side, and Kestrel then drops the answer that it is
            // writing. Such a client may still read; if it is gone, the next write fails.
            connection.ConnectionClosed = CancellationToken.None;
            connection.Features.GetRequiredFeature<IConnectionHeartbeatFeature>()
                .OnHeartbeat(static state => { var (client, its) = ((WebClient, ConnectionContext))state; client.Look(its); }, (this, connection));
            var transport = connection.Transport;
            connection.Transport = new HeldTransport(transport.Input, new HeldOutput(transport.Output));
            await next(connection);
            await TakenAsync(connection);
        }
        finally
        {
            places.GiveBack(network);
        }
    }

    /// <summary>A complete request has arrived: the answer has its own timeout.</summary>
    public void Asked()
    {
        Volatile.Write(ref _hasAsked, true);
        Volatile.Write(ref _deadline, time.GetTimestamp() + Ticks(WebLimits.AnswerTimeout, time));
    }

    /// <summary>The answer was read. Kestrel limits the time to the next request.</summary>
    public void Answered() => Volatile.Write(ref _deadline, None);

    /// <summary>Counts it as refused, once.</summary>
    public void Refuse(Refusal reason)
    {
        if (Interlocked.Exchange(ref _isRefused, 1) == 0)
            refused.Add(reason);
    }

    /// <summary>
    /// Waits until the client has read what was sent, or its time is over: only then is the place free. If closed earlier,
    /// the bytes would stay in the kernel, and new connections could add more.
    /// </summary>
    async Task TakenAsync(ConnectionContext connection)
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket || !SocketBuffers.HoldsBytes(socket))
            return;
        if (Volatile.Read(ref _hasAsked))
            Asked();
        for (var pause = FirstPause; SocketBuffers.HoldsBytes(socket); pause = pause < LongestPause ? pause * 2 : LongestPause)
            await Task.Delay(pause);
        Answered();
    }

    void Look(ConnectionContext connection)
    {
        if (time.GetTimestamp() < Volatile.Read(ref _deadline))
            return;
        Volatile.Write(ref _deadline, None);
        Refuse(Volatile.Read(ref _hasAsked) ? Refusal.AnswerNotTaken : Refusal.NoRequest);
        connection.Abort(new ConnectionAbortedException("The client took too long."));
    }

    static long Ticks(TimeSpan span, TimeProvider time) => (long)(span.TotalSeconds * time.TimestampFrequency);

    sealed record HeldTransport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
