using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Wattd.Exposition;

/// <summary>Kestrel as wattd uses it: HTTP/1.1, no routing, and limits that keep a slow or greedy client from holding it.</summary>
static class WebServer
{
    /// <summary>Connections at a time, on all endpoints together.</summary>
    public const int MaxConnections = 1200;

    // What the rest of the daemon opens: counters, pipes, listening sockets, a connection that is about to be refused.
    const int OtherOpenFiles = 200;
    const int MinConnections = 16;

    const int MaxHeadersSize = 8 * 1024;
    const int ReadBufferSize = MaxHeadersSize;
    const int WriteBufferSize = 4 * 1024;

    /// <summary>Listens on the endpoints. The sockets are opened when the host starts.</summary>
    /// <exception cref="ListenException">
    /// Here: systemd passed sockets that nothing serves. From the host's start: an address cannot be bound.
    /// </exception>
    public static void AddWebServer(
        this WebApplicationBuilder builder, IReadOnlyList<WebEndpoint> endpoints, WebOptions web) =>
        builder.AddWebServer(endpoints, web, PassedSockets.Take(endpoints));

    /// <summary>As the other, with the sockets that systemd passed.</summary>
    internal static void AddWebServer(
        this WebApplicationBuilder builder, IReadOnlyList<WebEndpoint> endpoints, WebOptions web,
        ILookup<WebEndpoint, int> passed)
    {
        var socket = new ListenSocket(endpoints, web);
        // Out of descriptors, Kestrel's accept loop spins; so no more connections than there are descriptors for.
        var openFiles = (int)Math.Min(OpenFileLimit.Raise(MaxConnections + OtherOpenFiles), int.MaxValue);
        var limit = new ConnectionLimit(Math.Clamp(openFiles - OtherOpenFiles, MinConnections, MaxConnections));

        builder.WebHost.UseKestrelCore();
        builder.Services.Configure<SocketTransportOptions>(transport =>
        {
            transport.CreateBoundListenSocket = socket.Bind;
            // What is held for a connection, whatever its client does: the heap is small, and clients are many.
            transport.MaxReadBufferSize = ReadBufferSize;
            transport.MaxWriteBufferSize = WriteBufferSize;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Limit(kestrel.Limits);
            foreach (var endpoint in endpoints)
            {
                foreach (var descriptor in passed[endpoint])
                    kestrel.ListenHandle((ulong)descriptor, listen => Serve(listen, endpoint, limit));
                if (!passed.Contains(endpoint))
                    kestrel.Listen(socket.Address(endpoint), listen => Serve(listen, endpoint, limit));
            }
        });
    }

    /// <summary>Answers every request.</summary>
    public static void UseWebHandler(this WebApplication app, WebHandler handler) => app.Run(handler.HandleAsync);

    static void Serve(ListenOptions listen, WebEndpoint endpoint, ConnectionLimit limit)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => limit.Guard(connection =>
        {
            connection.Features.Set(endpoint);
            return next(connection);
        }));
    }

    static void Limit(KestrelServerLimits limits)
    {
        limits.MaxRequestLineSize = 2 * 1024;
        limits.MaxRequestHeadersTotalSize = MaxHeadersSize;
        limits.MaxRequestHeaderCount = 32;
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestBufferSize = ReadBufferSize;
        limits.MaxResponseBufferSize = WriteBufferSize;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(90);
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
    }
}
