using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Wattd.Http.Connections;

/// <summary>
/// Accepts connections for Kestrel from one listening socket. A connection without a place is closed here, before anything is
/// allocated for it. Without free file descriptors it waits; Kestrel's own listener spins.
/// </summary>
/// <param name="listening">The socket; it is closed with the listener.</param>
/// <param name="connections">Makes Kestrel's connections.</param>
/// <param name="places">Limits their number.</param>
/// <param name="refused">Counts the refused connections.</param>
/// <param name="time">The monotonic clock.</param>
sealed class ClientListener(
    Socket listening, SocketConnectionContextFactory connections, ConnectionPlaces places, RefusalCount refused, TimeProvider time)
    : IConnectionListener
{
    // So many are refused in a row before other work of this thread has a turn.
    const int RefusalsInARow = 16;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public EndPoint EndPoint { get; } = listening.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        var failures = 0;
        for (var refusals = 1; ; refusals++)
        {
            Socket? client = null;
            try
            {
                client = await listening.AcceptAsync(cancellationToken);
                var network = ClientNetwork.Of(client.RemoteEndPoint);
                if (places.TryTake(network))
                {
                    var connection = connections.Create(client);
                    connection.Features.Set(new WebClient(network, places, refused, time));
                    return connection;
                }
                client.Dispose();
                if (refusals % RefusalsInARow == 0)
                    await Task.Yield();
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException e) when (IsShortage(e))
            {
                // The connection stays in the kernel's queue until a descriptor is free.
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (SocketException)
            {
                // The client closed it before it was accepted. A socket that always fails must not block the thread for others.
                client?.Dispose();
                if (++failures % RefusalsInARow == 0)
                    await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

    public ValueTask DisposeAsync()
    {
        listening.Dispose();
        return ValueTask.CompletedTask;
    }

    // EMFILE and ENFILE; ENOBUFS and ENOMEM.
    static bool IsShortage(SocketException e) =>
        e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable;
}
