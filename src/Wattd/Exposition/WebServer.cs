using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Wattd.Exposition;

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
    const int MinConnections = 16;

    readonly KestrelServer _server;
    readonly RequestDelegate _handler;

    /// <param name="endpoints">What to listen on.</param>
    /// <param name="web">The settings.</param>
    /// <param name="passed">Sockets that systemd passed.</param>
    /// <param name="handler">Answers every request.</param>
    /// <param name="loggers">Kestrel's own log.</param>
    /// <param name="services">Of the host.</param>
    /// <param name="protect">Puts TLS before an endpoint; null for plain connections.</param>
    public WebServer(
        IReadOnlyList<WebEndpoint> endpoints, WebOptions web, ILookup<WebEndpoint, int> passed, RequestDelegate handler,
        ILoggerFactory loggers, IServiceProvider services, Action<ListenOptions>? protect = null)
    {
        var socket = new ListenSocket(endpoints, web);
        var kestrel = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = services };
        WebLimits.Set(kestrel.Limits);
        var connections = new ConnectionLimit(MostConnections(protect is null ? MaxConnections : MaxSecureConnections));
        foreach (var endpoint in endpoints)
        {
            foreach (var descriptor in passed[endpoint])
                kestrel.ListenHandle((ulong)descriptor, listen => Serve(listen, endpoint, connections, protect));
            if (!passed.Contains(endpoint))
                kestrel.Listen(socket.Address(endpoint), listen => Serve(listen, endpoint, connections, protect));
        }
        _server = new KestrelServer(Options.Create(kestrel), SocketTransport.Factory(socket, loggers), loggers);
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
        return ValueTask.CompletedTask;
    }

    static void Serve(ListenOptions listen, WebEndpoint endpoint, ConnectionLimit connections, Action<ListenOptions>? protect)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connections.Guard(connection =>
        {
            connection.Features.Set(endpoint);
            return next(connection);
        }));
        protect?.Invoke(listen);
    }

    /// <summary>Out of descriptors, Kestrel's accept loop spins; so no more connections than there are descriptors for.</summary>
    static int MostConnections(int wanted)
    {
        var openFiles = (int)Math.Min(OpenFileLimit.Raise((ulong)(wanted + OtherOpenFiles)), int.MaxValue);
        return Math.Clamp(openFiles - OtherOpenFiles, MinConnections, wanted);
    }
}
