using System.Net;
using System.Net.Sockets;
using Wattd.Configuration;
using Wattd.Sampling;

namespace Wattd.Cli.Check;

/// <summary>Whether the ports can be opened, or a running wattd has them already.</summary>
/// <param name="options">The settings.</param>
sealed class PortProbe(WattdOptions options) : ICheckProbe
{
    readonly IPAddress? _address = options.Web.ListenAddress;

    public IEnumerable<CheckResult> Examine() =>
        options.Cpu.Port == options.Gpu.Port && options is { Cpu.Mode: not CollectorMode.Off, Gpu.Mode: not CollectorMode.Off }
            ? Shared(Examine("cpu.port", options.Cpu.Port))
            : [Examine("cpu.port", options.Cpu.Mode, options.Cpu.Port), Examine("gpu.port", options.Gpu.Mode, options.Gpu.Port)];

    static IEnumerable<CheckResult> Shared(CheckResult result) => [result, result with { Name = "gpu.port" }];

    CheckResult Examine(string name, CollectorMode mode, int port) =>
        mode == CollectorMode.Off ? new(name, CheckState.Off, "the collector is off") : Examine(name, port);

    CheckResult Examine(string name, int port)
    {
        try
        {
            Bind(port);
            return new(name, CheckState.Ok, $"port {port} is free");
        }
        catch (SocketException e)
        {
            return Explain(name, port, e);
        }
    }

    CheckResult Explain(string name, int port, SocketException error) => error.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse when IsRunningDaemon(port) =>
            new(name, CheckState.Ok, $"port {port} is served by a running wattd"),
        SocketError.AddressAlreadyInUse =>
            new(name, CheckState.Failed, $"port {port} is in use by another program; this tells which", $"sudo ss -ltnp 'sport = :{port}'"),
        SocketError.AccessDenied =>
            new(name, CheckState.Denied, $"this user may not open port {port}; ports above 1023 are free to all"),
        SocketError.AddressNotAvailable =>
            new(name, CheckState.Missing, $"web.listen-address {_address} is no address of this machine; this lists them", "ip -brief address"),
        _ => new(name, CheckState.Failed, $"port {port} cannot be opened: {error.Message}"),
    };

    bool IsRunningDaemon(int port) => RunningDaemon.Answers(
        _address, port, options.Web.TelemetryPath, WebConfigProbe.Certificate(options.Web.ConfigFile));

    // As the server does it: all addresses means IPv6 and IPv4 on one socket, IPv4 alone where there is no IPv6.
    void Bind(int port)
    {
        var address = _address ?? (Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any);
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (_address is null && address.AddressFamily == AddressFamily.InterNetworkV6)
            socket.DualMode = true;
        socket.Bind(new IPEndPoint(address, port));
        socket.Listen();
    }
}
