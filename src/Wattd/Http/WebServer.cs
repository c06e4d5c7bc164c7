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
/// Kestrel as wattd uses it: HTTP/1.1, one handler for everything, and limits that keep a slow or greedy client from holding
/// it. It is started as a server and not as a web application: nothing of that would be used here, and it costs memory.
/// </summary>
sealed class WebServer : IHostedService, IAsyncDisposable
{
    /// <summary>Connections at a time, on all endpoints together.</summary>
    public const int MaxConnections = 1200;

    /// <summary>The same with TLS, whose state takes some 70 KiB a connection: 1,200 of them would not fit into the unit's memory.</summary>
    public const int MaxSecureConnections = 400;

    // What the rest of the daemon opens: counters, pipes, listening sockets, a connection that is about to be refused.
    const int OtherOpenFiles = 200;
    // Where few files are allowed, connections get a part of them, and counters and pipes the rest.
    const int LeastShare = 4;

    readonly KestrelServer _server;
    readonly SocketTransport _transport;
    readonly RequestDelegate _handler;

    /// <param name="endpoints">What to listen on.</param>
    /// <param name="web">The settings.</param>
    /// <param name="passed">Sockets that systemd passed.</param>
    /// <param name="handler">Answers every request.</param>
    /// <param name="loggers">Kestrel's own log.</param>
    /// <param name="services">Of the host.</param>
    /// <param name="refused">Counts the connections that the limits close.</param>
    /// <param name="time">The monotonic clock.</param>
    /// <param name="protect">Puts TLS before an endpoint; null for plain connections.</param>
    public WebServer(
        IReadOnlyList<WebEndpoint> endpoints, WebOptions web, ILookup<WebEndpoint, int> passed, RequestDelegate handler,
        ILoggerFactory loggers, IServiceProvider services, RefusalCount refused, TimeProvider time,
        Action<ListenOptions>? protect = null)
    {
        var socket = new ListenSocket(endpoints, web);
        var kestrel = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = services };
        WebLimits.Set(kestrel.Limits);
        foreach (var endpoint in endpoints)
        {
            foreach (var descriptor in passed[endpoint])
                kestrel.ListenHandle((ulong)descriptor, listen => Serve(listen, endpoint, protect));
            if (!passed.Contains(endpoint))
                kestrel.Listen(socket.Address(endpoint), listen => Serve(listen, endpoint, protect));
        }
        var places = new ConnectionPlaces(MostConnections(protect is null ? MaxConnections : MaxSecureConnections), refused);
        _transport = new SocketTransport(socket, places, refused, time, loggers);
        _server = new KestrelServer(Options.Create(kestrel), _transport, loggers);
        _handler = handler;
    }

    /// <summary>Where it listens, once it has started, in the endpoints' order.</summary>
    public IEnumerable<Uri> Addresses =>
        _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(address => new Uri(address));

    /// <summary>Opens the sockets and answers.</summary>
    /// <exception cref="ListenException">An address cannot be bound.</exception>
    public Task StartAsync(CancellationToken cancellationToken) =>
        _server.StartAsync(new RequestContexts(_handler), cancellationToken);

    /// <summary>Takes no more connections and lets those that there are end, as long as the token allows.</summary>
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

    /// <summary>No more connections than there are descriptors for: what the samplers open comes first.</summary>
    static int MostConnections(int wanted)
    {
        var openFiles = (int)Math.Min(OpenFileLimit.Raise((ulong)(wanted + OtherOpenFiles)), int.MaxValue);
        return Math.Min(Math.Max(openFiles - OtherOpenFiles, openFiles / LeastShare), wanted);
    }
}
