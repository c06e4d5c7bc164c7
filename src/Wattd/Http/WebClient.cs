using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Wattd.Http.Connections;

namespace Wattd.Http;

/// <summary>
/// A connection that was let in: its place, the endpoint it asks, and until when it has to do what comes next. It stands among
/// the features of the connection. Kestrel's heartbeat looks at it once a second.
/// </summary>
/// <param name="network">Whose connection it is.</param>
/// <param name="places">Where its place goes back to.</param>
/// <param name="refused">Counts it where it is cut off.</param>
/// <param name="time">The monotonic clock.</param>
sealed class WebClient(ClientNetwork network, ConnectionPlaces places, RefusalCount refused, TimeProvider time)
{
    const long None = long.MaxValue;

    // Most clients have taken the last bytes within a round trip. The longest is short enough for a stop within a second.
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(200);

    // Counted from the moment it was accepted: a TLS handshake is part of it.
    long _deadline = time.GetTimestamp() + Ticks(WebLimits.FirstRequestTimeout, time);
    bool _hasAsked;
    int _isRefused;

    /// <summary>What it came to.</summary>
    public WebEndpoint Endpoint { get; private set; } = null!;

    /// <summary>Serves the connection until it ends, or until it is overdue.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="endpoint">What it came to.</param>
    /// <param name="next">The next step.</param>
    public async Task ServeAsync(ConnectionContext connection, WebEndpoint endpoint, ConnectionDelegate next)
    {
        try
        {
            Endpoint = endpoint;
            // The token is cancelled as soon as the client sends no more, and Kestrel then drops the answer that it is
            // writing. A client that sends no more may still read; one that is gone makes the next write fail.
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

    /// <summary>A request is here, whole: the answer has a time of its own.</summary>
    public void Asked()
    {
        Volatile.Write(ref _hasAsked, true);
        Volatile.Write(ref _deadline, time.GetTimestamp() + Ticks(WebLimits.AnswerTimeout, time));
    }

    /// <summary>The answer was taken. How long the next request may take is Kestrel's to say.</summary>
    public void Answered() => Volatile.Write(ref _deadline, None);

    /// <summary>Counts it as refused, once.</summary>
    public void Refuse(Refusal reason)
    {
        if (Interlocked.Exchange(ref _isRefused, 1) == 0)
            refused.Add(reason);
    }

    /// <summary>
    /// Waits until the client has taken what was sent to it, or its time is over: only then the place is free. Closed before,
    /// the bytes would stay in the kernel, and new connections could leave as many again.
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
        connection.Abort(new ConnectionAbortedException("The client took longer than it may."));
    }

    static long Ticks(TimeSpan span, TimeProvider time) => (long)(span.TotalSeconds * time.TimestampFrequency);

    sealed record HeldTransport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
