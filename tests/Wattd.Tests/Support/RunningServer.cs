using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Wattd.Cpu;
using Wattd.Exposition;
using Wattd.Gpu;

namespace Wattd.Tests.Support;

/// <summary>The made-up node behind a real Kestrel on free loopback ports: one for each collector.</summary>
sealed class RunningServer : IAsyncDisposable
{
    readonly WebApplication _app;

    RunningServer(WebApplication app) => _app = app;

    public IPEndPoint Cpu => Address(0);

    public IPEndPoint Gpu => Address(1);

    public static async Task<RunningServer> StartAsync(
        MadeUpNode node, WebOptions? web = null, bool simulated = false,
        Func<WebEndpoint[], ILookup<WebEndpoint, int>>? passed = null, int[]? ports = null)
    {
        web ??= new WebOptions { ListenAddress = IPAddress.Loopback };
        WebEndpoint[] endpoints = Endpoints(node, simulated, ports ?? [0, 0]);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.AddWebServer(endpoints, web, passed?.Invoke(endpoints) ?? PassedSockets.Assign(endpoints, 0, []));
        var app = builder.Build();
        app.UseWebHandler(new WebHandler(web, new HomePage(MadeUpNode.Build, web.TelemetryPath, simulated)));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningServer(app);
    }

    static WebEndpoint[] Endpoints(MadeUpNode node, bool simulated, int[] ports) =>
    [
        new(["cpu"], ports[0], node.Page(gpu: false, simulated: simulated), [node.CpuStatus], [new CpuTable(node.Cpu, node.CpuStatus)]),
        new(["gpu"], ports[1], node.Page(cpu: false, simulated: simulated), [node.GpuStatus], [new GpuTable(node.Gpu, node.GpuStatus)]),
    ];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
    }

    IPEndPoint Address(int index)
    {
        var addresses = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        var uri = new Uri(addresses.ElementAt(index));
        return new IPEndPoint(IPAddress.Loopback, uri.Port);
    }
}
