using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Http;
using Wattd.Http.Connections;
using Wattd.Readings;

namespace Wattd.Tests.Support;

/// <summary>The fictional node served by Kestrel on free loopback ports, one for each collector.</summary>
sealed class RunningServer : IAsyncDisposable
{
    readonly WebServer _server;

    RunningServer(WebServer server) => _server = server;

    public IPEndPoint Cpu => Address(0);

    public IPEndPoint Gpu => Address(1);

    public static async Task<RunningServer> StartAsync(
        MadeUpNode node, WebOptions? web = null, bool simulated = false,
        Func<WebEndpoint[], ILookup<WebEndpoint, int>>? passed = null, int[]? ports = null)
    {
        web ??= new WebOptions { ListenAddress = IPAddress.Loopback };
        WebEndpoint[] endpoints = Endpoints(node, simulated, ports ?? [0, 0]);
        var document = node.Document(simulated);
        var home = new HomePage(MadeUpNode.Build, web.TelemetryPath, simulated, node.Readings, document, node.Time);
        var server = new WebServer(
            endpoints, web, passed?.Invoke(endpoints) ?? PassedSockets.Assign(endpoints, 0, []),
            new WebHandler(web, home, document).HandleAsync,
            NullLoggerFactory.Instance, new ServiceCollection().BuildServiceProvider(), node.Refused, node.Time);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new RunningServer(server);
    }

    static WebEndpoint[] Endpoints(MadeUpNode node, bool simulated, int[] ports) =>
    [
        new(["cpu"], ports[0], node.Page(gpu: false, simulated: simulated), [node.CpuStatus]),
        new(["gpu"], ports[1], node.Page(cpu: false, simulated: simulated), [node.GpuStatus]),
    ];

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(TestContext.Current.CancellationToken);
        await _server.DisposeAsync();
    }

    IPEndPoint Address(int index) => new(IPAddress.Loopback, _server.Addresses.ElementAt(index).Port);
}
