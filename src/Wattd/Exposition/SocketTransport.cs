using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Wattd.Exposition;

/// <summary>The sockets under Kestrel: one thread waits for all of them and does what they ask at once.</summary>
static class SocketTransport
{
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

    /// <summary>Makes connections for Kestrel.</summary>
    /// <param name="socket">Opens the listening sockets.</param>
    /// <param name="loggers">Its log.</param>
    public static IConnectionListenerFactory Factory(ListenSocket socket, ILoggerFactory loggers) =>
        new SocketTransportFactory(
            Options.Create(new SocketTransportOptions
            {
                CreateBoundListenSocket = socket.Bind,
                // What is held for a connection, whatever its client does: the heap is small, and clients are many.
                MaxReadBufferSize = WebLimits.ReadBufferSize,
                MaxWriteBufferSize = WebLimits.WriteBufferSize,
                UnsafePreferInlineScheduling = true,
            }),
            loggers);
}
