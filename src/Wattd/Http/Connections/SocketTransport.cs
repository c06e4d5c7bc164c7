using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Wattd.Http.Connections;

/// <summary>The sockets under Kestrel: one thread waits for all of them and handles their events directly.</summary>
/// <param name="socket">Opens the listening sockets.</param>
/// <param name="places">Limits the number of connections.</param>
/// <param name="refused">Counts the refused connections.</param>
/// <param name="time">The monotonic clock.</param>
/// <param name="loggers">Kestrel's log.</param>
sealed class SocketTransport(
    ListenSocket socket, ConnectionPlaces places, RefusalCount refused, TimeProvider time, ILoggerFactory loggers)
    : IConnectionListenerFactory, IDisposable
{
    // Connections that the kernel keeps until they are accepted: Kestrel's own number.
    const int Backlog = 512;

    readonly SocketConnectionContextFactory _connections = new(
        new SocketConnectionFactoryOptions
        {
            // Held per connection: the heap is small, and there are many clients.
            MaxReadBufferSize = WebLimits.ReadBufferSize,
            MaxWriteBufferSize = WebLimits.WriteBufferSize,
            UnsafePreferInlineScheduling = true,
        },
        loggers.CreateLogger<SocketTransport>());

    /// <summary>
    /// Makes the runtime's socket thread handle events itself instead of waking a pool thread. A cached
    /// page is bytes: handing it over costs more than sending it. Call before the first socket is opened.
    /// </summary>
    /// <remarks>The runtime reads these variables and has no other way (SocketAsyncEngine.Unix.cs of dotnet/runtime).</remarks>
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
