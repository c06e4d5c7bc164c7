using System.Net;
using System.Net.Sockets;
using Wattd.Http;
using Wattd.Http.Connections;
using Wattd.Tests.Support;

namespace Wattd.Tests.Http.Connections;

public sealed class PassedSocketsTests
{
    static readonly WebEndpoint Cpu = Endpoint("cpu"), Gpu = Endpoint("gpu"), Shared = Endpoint("cpu", "gpu");

    [Fact]
    public void NamedSocketsGoToTheirCollectors()
    {
        var passed = PassedSockets.Assign([Cpu, Gpu], 3, ["gpu", "cpu", "gpu"]);
        Assert.Equal([4], passed[Cpu]);
        Assert.Equal([3, 5], passed[Gpu]);
    }

    [Fact]
    public void OthersGoInOrder()
    {
        var passed = PassedSockets.Assign([Cpu, Gpu], 2, ["wattd.socket", "wattd.socket"]);
        Assert.Equal([3], passed[Cpu]);
        Assert.Equal([4], passed[Gpu]);

        passed = PassedSockets.Assign([Cpu, Gpu], 2, ["unknown", "cpu"]);
        Assert.Equal([4], passed[Cpu]);
        Assert.Equal([3], passed[Gpu]);

        Assert.Equal([3], PassedSockets.Assign([Cpu, Gpu], 1, [])[Cpu]);
        Assert.Empty(PassedSockets.Assign([Cpu, Gpu], 1, [])[Gpu]);
    }

    [Fact]
    public void ACollectorThatIsServedWithAnotherTakesNone()
    {
        var both = Endpoint("cpu", "wall") with { PortNames = ["cpu"] };
        var passed = PassedSockets.Assign([both, Gpu], 2, ["wattd.socket", "wattd.socket"]);
        Assert.Equal([3], passed[both]);
        Assert.Equal([4], passed[Gpu]);
        Assert.Equal("cpu.port", both.Setting);
    }

    [Fact]
    public void ASharedEndpointTakesBoth() =>
        Assert.Equal([3, 4], PassedSockets.Assign([Shared], 2, ["cpu", "gpu"])[Shared]);

    [Fact]
    public void MoreSocketsThanCollectorsIsAMistake()
    {
        var e = Assert.Throws<ListenException>(() => PassedSockets.Assign([Cpu], 2, ["cpu", "other", "ignored"]));
        Assert.Contains("systemd passed 2 sockets (LISTEN_FDNAMES=cpu:other:ignored)", e.Message);
    }

    [Fact]
    public void WithoutSocketsNoneAreAssigned() => Assert.Empty(PassedSockets.Assign([Cpu, Gpu], 0, []));

    [Fact]
    public void SocketsOfAnotherProcessAreIgnoredAndTheVariablesRemoved()
    {
        Environment.SetEnvironmentVariable("LISTEN_PID", "1");
        Environment.SetEnvironmentVariable("LISTEN_FDS", "2");
        Environment.SetEnvironmentVariable("LISTEN_FDNAMES", "cpu:gpu");
        Assert.Empty(PassedSockets.Take([Cpu, Gpu]));
        Assert.Null(Environment.GetEnvironmentVariable("LISTEN_PID"));
        Assert.Null(Environment.GetEnvironmentVariable("LISTEN_FDS"));
        Assert.Null(Environment.GetEnvironmentVariable("LISTEN_FDNAMES"));
    }

    [Fact]
    public async Task APassedSocketIsServed()
    {
        var systemd = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        systemd.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        systemd.Listen();
        var (address, descriptor) = ((IPEndPoint)systemd.LocalEndPoint!, (int)systemd.SafeHandle.DangerousGetHandle());
        // The server owns it now: if closed twice, the number could already belong to another file.
        systemd.SafeHandle.SetHandleAsInvalid();
        var node = new MadeUpNode();
        await using var server = await RunningServer.StartAsync(
            node, passed: endpoints => new[] { descriptor }.ToLookup(_ => endpoints[1]));
        var answer = await HttpConversation.AskAsync(address, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Contains("gpu_exporter_alive 1", answer.Text);
        using var systemds = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));
        // The kernel doubles the given size.
        Assert.Equal(2 * WebLimits.KernelSendBuffer, systemds.SendBufferSize);
        Assert.Equal(2 * WebLimits.KernelReceiveBuffer, systemds.ReceiveBufferSize);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2000000000")]
    public void ADescriptorThatIsNotAListeningSocketIsOneLine(string count)
    {
        Environment.SetEnvironmentVariable("LISTEN_PID", $"{Environment.ProcessId}");
        Environment.SetEnvironmentVariable("LISTEN_FDS", count);
        var e = Assert.Throws<ListenException>(() => PassedSockets.Take([Cpu, Gpu]));
        Assert.Equal(
            $"LISTEN_FDS={count} was passed, but descriptor 3 is not a listening socket: "
            + "start wattd through wattd.socket, or without LISTEN_FDS and LISTEN_PID.", e.Message);
        Assert.Null(Environment.GetEnvironmentVariable("LISTEN_FDS"));
    }

    static WebEndpoint Endpoint(params string[] names) => new(names, 0, new MadeUpNode().Page(), []);
}
