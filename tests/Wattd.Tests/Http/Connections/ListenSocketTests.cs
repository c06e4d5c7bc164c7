using System.Net;
using System.Net.Sockets;
using Wattd.Http;
using Wattd.Http.Connections;
using Wattd.Tests.Support;

namespace Wattd.Tests.Http.Connections;

public sealed class ListenSocketTests
{
    [Fact]
    public void APortInUseIsNamedWithItsSetting()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        var (socket, endpoint) = Socket(port, IPAddress.Loopback);
        var e = Assert.Throws<ListenException>(() => socket.Bind(socket.Address(endpoint)));
        Assert.StartsWith($"cpu.port and gpu.port = {port}: the port is in use", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void APortInUseForOneAddressFamilyIsRefused()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Any, 0));
        taken.Listen();
        var (socket, endpoint) = Socket(((IPEndPoint)taken.LocalEndPoint!).Port, null);
        Assert.Contains("the port is in use", Assert.Throws<ListenException>(() => socket.Bind(socket.Address(endpoint))).Message);
    }

    [Fact]
    public void AForeignAddressIsNamedWithItsSetting()
    {
        // TEST-NET-1 of RFC 5737 is not assigned.
        var (socket, endpoint) = Socket(0, IPAddress.Parse("192.0.2.1"));
        var e = Assert.Throws<ListenException>(() => socket.Bind(socket.Address(endpoint)));
        Assert.StartsWith("web.listen-address = 192.0.2.1: this machine has no such address", e.Message);
    }

    [Fact]
    public async Task AllAddressesAreTheDefault()
    {
        await using var server = await RunningServer.StartAsync(new MadeUpNode(), new WebOptions());
        Assert.Equal(200, (await HttpConversation.AskAsync(server.Cpu, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")).Status);
    }

    [Fact]
    public async Task ThePortInUseStopsTheHostWithThatLine()
    {
        var node = new MadeUpNode();
        await using var server = await RunningServer.StartAsync(node);
        var e = await Assert.ThrowsAsync<ListenException>(() => RunningServer.StartAsync(
            node, ports: [server.Cpu.Port, 0]));
        Assert.StartsWith($"cpu.port = {server.Cpu.Port}: the port is in use by another process", e.Message);
    }

    static (ListenSocket Socket, WebEndpoint Endpoint) Socket(int port, IPAddress? address)
    {
        var endpoint = new WebEndpoint(["cpu", "gpu"], port, new MadeUpNode().Page(), []);
        return (new ListenSocket([endpoint], new WebOptions { ListenAddress = address }), endpoint);
    }
}
