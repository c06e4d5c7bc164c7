using System.Net;
using System.Net.Sockets;
using System.Text;
using Wattd.Cli.Check;
using Wattd.Configuration;
using Wattd.Cpu;
using Wattd.Exposition;
using Wattd.Gpu;
using Wattd.Sampling;

namespace Wattd.Tests.Cli.Check;

public sealed class PortProbeTests : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public PortProbeTests() => _listener.Start();

    public void Dispose() => _listener.Dispose();

    int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    [Fact]
    public void AFreePortIsWell()
    {
        var port = Port;
        _listener.Stop();
        Assert.Equal(new("cpu.port", CheckState.Ok, $"port {port} is free"), Examine(port));
    }

    [Fact]
    public void APortThatAnotherProgramHasIsNot()
    {
        _ = AnswerAsync("HTTP/1.1 200 OK\r\n\r\ncpu_exporter_info 1\n");
        var result = Examine(Port);
        Assert.Equal((CheckState.Failed, false), (result.State, result.IsWell));
        Assert.Equal($"sudo ss -ltnp 'sport = :{Port}'", result.Cure);
    }

    [Fact]
    public void APortThatARunningWattdHasIsWell()
    {
        _ = AnswerAsync("HTTP/1.1 200 OK\r\n\r\nwattd_build_info{version=\"1.0.0\"} 1\n");
        Assert.Equal(new("cpu.port", CheckState.Ok, $"port {Port} is served by a running wattd"), Examine(Port));
    }

    [Fact]
    public void AnAddressThatThisMachineHasNotIsNamed()
    {
        // 192.0.2.0/24 is set aside for documentation (RFC 5737).
        var result = Examine(Port, IPAddress.Parse("192.0.2.1"));
        Assert.Equal(CheckState.Missing, result.State);
        Assert.Contains("192.0.2.1", result.Line);
    }

    [Fact]
    public void ACollectorThatIsOffNeedsNoPort()
    {
        var results = new PortProbe(Options(Port, IPAddress.Loopback) with { Cpu = new() { Mode = CollectorMode.Off, Port = Port } }).Examine();
        Assert.Equal([CheckState.Off, CheckState.Off], results.Select(result => result.State));
    }

    [Fact]
    public void OnePortForBothIsToldUnderBothNames()
    {
        var port = Port;
        _listener.Stop();
        var options = Options(port, IPAddress.Loopback) with { Gpu = new() { Port = port } };
        Assert.Equal(
            [new("cpu.port", CheckState.Ok, $"port {port} is free"), new("gpu.port", CheckState.Ok, $"port {port} is free")],
            new PortProbe(options).Examine());
    }

    static CheckResult Examine(int port, IPAddress? address = null) =>
        new PortProbe(Options(port, address ?? IPAddress.Loopback)).Examine().First();

    static WattdOptions Options(int port, IPAddress address) => new()
    {
        Cpu = new CpuOptions { Port = port },
        Gpu = new GpuOptions { Mode = CollectorMode.Off },
        Web = new WebOptions { ListenAddress = address },
    };

    async Task AnswerAsync(string page)
    {
        using var client = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var request = new byte[4096];
        Assert.NotEqual(0, await client.GetStream().ReadAsync(request, TestContext.Current.CancellationToken));
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(page), TestContext.Current.CancellationToken);
    }
}
