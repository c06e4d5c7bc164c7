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
        var limit = new ConnectionLimit(MaxConnections);

        builder.WebHost.UseKestrelCore();
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = socket.Bind);
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
        limits.MaxRequestHeadersTotalSize = 8 * 1024;
        limits.MaxRequestHeaderCount = 32;
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestBufferSize = 8 * 1024;
        limits.MaxResponseBufferSize = 4 * 1024;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(90);
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
    }
}
