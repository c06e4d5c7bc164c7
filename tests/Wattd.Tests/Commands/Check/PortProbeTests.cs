using System.Net;
using System.Net.Sockets;
using System.Text;
using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Wall;
using Wattd.Commands;
using Wattd.Commands.Check;
using Wattd.Http;
using Wattd.Settings;

namespace Wattd.Tests.Commands.Check;

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
        Assert.Equal(new("cpu.port", ProbeOutcome.Ok, $"port {port} is free"), Examine(port));
    }

    [Fact]
    public void APortOfAnotherProgramIsNot()
    {
        _ = AnswerAsync("HTTP/1.1 200 OK\r\n\r\ncpu_exporter_info 1\n");
        var result = Examine(Port);
        Assert.Equal((ProbeOutcome.Failed, false), (result.Outcome, result.IsWell));
        Assert.Equal($"sudo ss -ltnp 'sport = :{Port}'", result.Cure);
    }

    [Fact]
    public void APortOfARunningWattdIsWell()
    {
        _ = AnswerAsync("HTTP/1.1 200 OK\r\n\r\nwattd_build_info{version=\"1.0.0\"} 1\n");
        Assert.Equal(new("cpu.port", ProbeOutcome.Ok, $"port {Port} is served by a running wattd"), Examine(Port));
    }

    [Fact]
    public void AnAddressThatThisMachineLacksIsNamed()
    {
        // 192.0.2.0/24 is set aside for documentation (RFC 5737).
        var result = Examine(Port, IPAddress.Parse("192.0.2.1"));
        Assert.Equal(ProbeOutcome.Missing, result.Outcome);
        Assert.Contains("192.0.2.1", result.Line);
    }

    [Fact]
    public void ACollectorThatIsOffNeedsNoPort()
    {
        var results = new PortProbe(Options(Port, IPAddress.Loopback).With<CpuOptions>(cpu => cpu with { Mode = CollectorMode.Off }), Daemon()).Examine();
        Assert.Equal([ProbeOutcome.Off, ProbeOutcome.Off], results.Select(result => result.Outcome));
    }

    [Fact]
    public void ACollectorThatIsOffLendsItsPortToOneThatHasNone()
    {
        var port = Port;
        _listener.Stop();
        var options = Options(port, IPAddress.Loopback).With<CpuOptions>(cpu => cpu with { Mode = CollectorMode.Off }).With<WallOptions>(_ => new());
        Assert.Equal([ProbeOutcome.Ok, ProbeOutcome.Off], Examine(options).Select(result => result.Outcome));
    }

    [Fact]
    public void OnePortForBothIsReportedUnderBothNames()
    {
        var port = Port;
        _listener.Stop();
        var options = Options(port, IPAddress.Loopback).With<GpuOptions>(_ => new() { Port = port });
        Assert.Equal(
            [new("cpu.port", ProbeOutcome.Ok, $"port {port} is free"), new("gpu.port", ProbeOutcome.Ok, $"port {port} is free")],
            new PortProbe(options, Daemon()).Examine());
    }

    static ProbeResult Examine(int port, IPAddress? address = null) =>
        Examine(Options(port, address ?? IPAddress.Loopback)).First();

    static IEnumerable<ProbeResult> Examine(OptionSet options) => new PortProbe(options, Daemon(options)).Examine();

    static Lazy<RunningDaemon?> Daemon(OptionSet? options = null) =>
        new(() => options is null ? null : RunningDaemon.Find(options, "/nonexistent/wattd.sock"));

    static OptionSet Options(int port, IPAddress address) => WattdSettings.Table.Defaults
        .With<CollectorOptions>(collector => collector with { Mode = CollectorMode.Off })
        .With<CpuOptions>(_ => new() { Port = port }).With<WebOptions>(_ => new() { ListenAddress = address });

    async Task AnswerAsync(string page)
    {
        using var client = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var request = new byte[4096];
        Assert.NotEqual(0, await client.GetStream().ReadAsync(request, TestContext.Current.CancellationToken));
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(page), TestContext.Current.CancellationToken);
    }
}
