using System.Net;
using System.Net.Sockets;
using Wattd.Collectors;
using Wattd.Http;
using Wattd.Settings;

namespace Wattd.Commands.Check;

/// <summary>Whether the ports can be opened, or a running wattd has them already.</summary>
/// <param name="options">The settings.</param>
sealed class PortProbe(OptionSet options) : IProbe
{
    readonly WebOptions _web = options.Get<WebOptions>();

    public IEnumerable<ProbeResult> Examine()
    {
        // Collectors that share a port share what is found out about it.
        var found = new Dictionary<int, ProbeResult>();
        foreach (var kind in CollectorList.All.Where(kind => kind.Port is not null))
        {
            var (name, collector) = (kind.Port!.Name, kind.OptionsIn(options));
            if (collector is not { Mode: not CollectorMode.Off, Port: { } port })
                yield return new(name, ProbeOutcome.Off, "the collector is off");
            else if (found.TryGetValue(port, out var known))
                yield return known with { Name = name };
            else
                yield return found[port] = Examine(name, port);
        }
    }

    ProbeResult Examine(string name, int port)
    {
        try
        {
            Bind(port);
            return new(name, ProbeOutcome.Ok, $"port {port} is free");
        }
        catch (SocketException e)
        {
            return Explain(name, port, e);
        }
    }

    ProbeResult Explain(string name, int port, SocketException error) => error.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse when IsRunningDaemon(port) =>
            new(name, ProbeOutcome.Ok, $"port {port} is served by a running wattd"),
        SocketError.AddressAlreadyInUse =>
            new(name, ProbeOutcome.Failed, $"port {port} is in use by another program; this tells which", $"sudo ss -ltnp 'sport = :{port}'"),
        SocketError.AccessDenied =>
            new(name, ProbeOutcome.Denied, $"this user may not open port {port}; ports above 1023 are free to all"),
        SocketError.AddressNotAvailable =>
            new(name, ProbeOutcome.Missing, $"web.listen-address {_web.ListenAddress} is no address of this machine; this lists them", "ip -brief address"),
        _ => new(name, ProbeOutcome.Failed, $"port {port} cannot be opened: {error.Message}"),
    };

    bool IsRunningDaemon(int port) => RunningDaemon.Answers(
        _web.ListenAddress, port, _web.TelemetryPath, WebConfigProbe.Certificate(_web.ConfigFile));

    // As the server does it: all addresses means IPv6 and IPv4 on one socket, IPv4 alone where there is no IPv6.
    void Bind(int port)
    {
        var address = _web.ListenAddress ?? (Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any);
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (_web.ListenAddress is null && address.AddressFamily == AddressFamily.InterNetworkV6)
            socket.DualMode = true;
        socket.Bind(new IPEndPoint(address, port));
        socket.Listen();
    }
}
