using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wattd.Http.Connections;

namespace Wattd.Http;

/// <summary>
/// Kestrel as wattd uses it: HTTP/1.1, one handler for everything, and limits that keep a slow or greedy client from blocking
/// it. It is started as a bare server, not as a web application, which would only cost memory.
/// </summary>
sealed class WebServer : IHostedService, IAsyncDisposable
{
    /// <summary>The most concurrent connections, on all endpoints together.</summary>
    public const int MaxConnections = 1200;

    /// <summary>The same with TLS, whose state takes about 70 KiB a connection: 1,200 would not fit into the unit's memory.</summary>
    public const int MaxSecureConnections = 400;

    // For the rest of the daemon: counters, pipes, listening sockets, a connection that is about to be refused.
    const int OtherOpenFiles = 200;
    // With a low limit, connections get a fraction of it, and counters and pipes the rest.
    const int LeastShare = 4;

    readonly KestrelServer _server;
    readonly SocketTransport _transport;
    readonly RequestDelegate _handler;

    /// <param name="endpoints">The endpoints to listen on.</param>
    /// <param name="web">The settings.</param>
    /// <param name="passed">The sockets that systemd passed.</param>
    /// <param name="handler">Answers every request.</param>
    /// <param name="loggers">Kestrel's own log.</param>
    /// <param name="services">The host's services.</param>
    /// <param name="refused">Counts the connections that the limits close.</param>
    /// <param name="time">The monotonic clock.</param>
    /// <param name="protect">Puts TLS before an endpoint; null for plain connections.</param>
    /// <param name="openLocal">Opens the local socket, once the ports are bound; returns null for none.</param>
    public WebServer(
        IReadOnlyList<WebEndpoint> endpoints, WebOptions web, ILookup<WebEndpoint, int> passed, RequestDelegate handler,
        ILoggerFactory loggers, IServiceProvider services, RefusalCount refused, TimeProvider time,
        Action<ListenOptions>? protect = null, Func<LocalEndpoint?>? openLocal = null)
    {
        var socket = new ListenSocket(endpoints, web);
        var kestrel = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = services };
        WebLimits.Set(kestrel.Limits);
        foreach (var endpoint in endpoints)
        {
            foreach (var descriptor in passed[endpoint])
                kestrel.ListenHandle((ulong)descriptor, listen => Serve(listen, endpoint, protect));
            if (passed.Contains(endpoint))
                continue;
            socket.Hold(endpoint);
            kestrel.Listen(socket.Address(endpoint), listen => Serve(listen, endpoint, protect));
        }
        if (openLocal?.Invoke() is { } local)
        {
            socket.Hold(local.Socket);
            kestrel.Listen(local.Socket.LocalEndPoint!, listen => Serve(listen, local.Endpoint, protect: null));
        }
        var places = new ConnectionPlaces(MostConnections(protect is null ? MaxConnections : MaxSecureConnections), refused);
        _transport = new SocketTransport(socket, places, refused, time, loggers);
        _server = new KestrelServer(Options.Create(kestrel), _transport, loggers);
        _handler = handler;
    }

    /// <summary>Where it listens, once it has started, in the endpoints' order.</summary>
    public IEnumerable<Uri> Addresses =>
        _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(address => new Uri(address));

    /// <summary>Opens the sockets and starts to serve.</summary>
    /// <exception cref="ListenException">An address cannot be bound.</exception>
    public Task StartAsync(CancellationToken cancellationToken) =>
        _server.StartAsync(new RequestContexts(_handler), cancellationToken);

    /// <summary>Accepts no more connections and waits for the open ones, as long as the token allows.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        _transport.Dispose();
        return ValueTask.CompletedTask;
    }

    static void Serve(ListenOptions listen, WebEndpoint endpoint, Action<ListenOptions>? protect)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection => connection.Features.GetRequiredFeature<WebClient>().ServeAsync(connection, endpoint, next));
        protect?.Invoke(listen);
    }

    /// <summary>At most as many connections as file descriptors allow, after those of the samplers.</summary>
    static int MostConnections(int wanted)
    {
        var openFiles = (int)Math.Min(OpenFileLimit.Raise((ulong)(wanted + OtherOpenFiles)), int.MaxValue);
        return Math.Min(Math.Max(openFiles - OtherOpenFiles, openFiles / LeastShare), wanted);
    }
}
