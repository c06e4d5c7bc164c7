using System.Net;
using System.Net.Sockets;
using Wattd.Collectors;
using Wattd.Http;
using Wattd.Settings;

namespace Wattd.Commands.Check;

/// <summary>Whether the ports can be opened, or are already in use by a running wattd.</summary>
/// <param name="options">The settings.</param>
/// <param name="daemon">The running daemon; null where none answers.</param>
sealed class PortProbe(OptionSet options, Lazy<RunningDaemon?> daemon) : IProbe
{
    readonly WebOptions _web = options.Get<WebOptions>();

    public IReadOnlyList<string> Names => [.. CollectorList.All.Select(kind => kind.Port).OfType<Setting>().Select(port => port.Name)];

    public IEnumerable<ProbeResult> Examine()
    {
        // Collectors that share a port share its result.
        var found = new Dictionary<int, ProbeResult>();
        var owners = CollectorList.Wanted(options).Select(kind => CollectorList.PortOwner(kind, options)).ToHashSet();
        foreach (var kind in CollectorList.All.Where(kind => kind.Port is not null))
        {
            var (name, port) = (kind.Port!.Name, CollectorList.PortOf(kind, options));
            if (!owners.Contains(kind))
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
        SocketError.AddressAlreadyInUse when daemon.Value?.Serves(port) == true =>
            new(name, ProbeOutcome.Ok, $"port {port} is served by a running wattd"),
        SocketError.AddressAlreadyInUse =>
            new(name, ProbeOutcome.Failed, $"port {port} is in use by another program; this shows which", $"sudo ss -ltnp 'sport = :{port}'"),
        SocketError.AccessDenied =>
            new(name, ProbeOutcome.Denied, $"this user may not open port {port}; any user may open ports above 1023"),
        SocketError.AddressNotAvailable =>
            new(name, ProbeOutcome.Missing, $"web.listen-address {_web.ListenAddress} is not an address of this machine; this lists them", "ip -brief address"),
        _ => new(name, ProbeOutcome.Failed, $"port {port} cannot be opened: {error.Message}"),
    };

    // Same as the server: all addresses means IPv6 and IPv4 on one socket, or IPv4 alone without IPv6.
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
