using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Wattd.Http.Connections;

/// <summary>The sockets under Kestrel: one thread waits for all of them and does what they ask at once.</summary>
/// <param name="socket">Opens the listening sockets.</param>
/// <param name="places">How many connections there may be.</param>
/// <param name="refused">Counts those that are cut off.</param>
/// <param name="time">The monotonic clock.</param>
/// <param name="loggers">Its log.</param>
sealed class SocketTransport(
    ListenSocket socket, ConnectionPlaces places, RefusalCount refused, TimeProvider time, ILoggerFactory loggers)
    : IConnectionListenerFactory, IDisposable
{
    // Connections that the kernel keeps until they are accepted: Kestrel's own number.
    const int Backlog = 512;

    readonly SocketConnectionContextFactory _connections = new(
        new SocketConnectionFactoryOptions
        {
            // What is held for a connection, whatever its client does: the heap is small, and clients are many.
            MaxReadBufferSize = WebLimits.ReadBufferSize,
            MaxWriteBufferSize = WebLimits.WriteBufferSize,
            UnsafePreferInlineScheduling = true,
        },
        loggers.CreateLogger<SocketTransport>());

    /// <summary>
    /// Has the runtime's socket thread do the work of what it hears instead of waking a thread of the pool for it. A cached
    /// page is bytes: handing it over costs more than sending it. Before the first socket.
    /// </summary>
    /// <remarks>The runtime reads these variables and knows no other way (SocketAsyncEngine.Unix.cs of dotnet/runtime).</remarks>
    public static void UseOneThread()
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listening = socket.Bind(endpoint);
        listening.Listen(Backlog);
        return ValueTask.FromResult<IConnectionListener>(new ClientListener(listening, _connections, places, refused, time));
    }

    public void Dispose() => _connections.Dispose();
}
