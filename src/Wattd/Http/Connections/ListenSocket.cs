using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Wattd.Http.Connections;

/// <summary>Opens the sockets that Kestrel listens on, and reports in one line why one cannot be opened.</summary>
/// <param name="endpoints">What is served.</param>
/// <param name="web">The settings.</param>
sealed class ListenSocket(IReadOnlyList<WebEndpoint> endpoints, WebOptions web)
{
    readonly Dictionary<EndPoint, Socket> _held = [];

    /// <summary>Where an endpoint listens.</summary>
    public IPEndPoint Address(WebEndpoint endpoint) =>
        new(web.ListenAddress ?? (Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any), endpoint.Port);

    /// <summary>
    /// Binds the address of an endpoint now, and listens on it later: a port that is in use is found before any device is read.
    /// </summary>
    /// <exception cref="ListenException">It cannot be bound.</exception>
    public void Hold(WebEndpoint endpoint)
    {
        // Each port 0 is another port.
        if (endpoint.Port != 0)
            _held[Address(endpoint)] = Open(Address(endpoint));
    }

    /// <summary>Listens later on a socket that is bound already.</summary>
    public void Hold(Socket bound) => _held[bound.LocalEndPoint!] = bound;

    /// <summary>Binds the address; a socket passed by systemd is already bound. Accepted connections have the buffers of <see cref="WebLimits"/>.</summary>
    /// <exception cref="ListenException">It cannot be bound.</exception>
    public Socket Bind(EndPoint address)
    {
        var socket = _held.Remove(address, out var held) ? held : Open(address);
        SocketBuffers.Bound(socket);
        return socket;
    }

    Socket Open(EndPoint address)
    {
        if (address is not IPEndPoint ip)
            return SocketTransportOptions.CreateDefaultBoundListenSocket(address);
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(ip);
        }
        catch (SocketException e) when (IsMissing(e) && web.ListenAddress is null && ip.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // The kernel supports IPv6, but it is disabled.
            return Open(new IPEndPoint(IPAddress.Any, ip.Port));
        }
        catch (SocketException e)
        {
            throw Explain(ip, e);
        }
    }

    ListenException Explain(IPEndPoint address, SocketException e)
    {
        var setting = endpoints.FirstOrDefault(endpoint => endpoint.Port == address.Port)?.Setting ?? "port";
        var port = $"{setting} = {address.Port}";
        return new ListenException(e.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                $"{port}: the port is in use by another process (ss -ltnp 'sport = :{address.Port}' shows which); stop that, or set another port.",
            SocketError.AccessDenied =>
                $"{port}: this user may not listen on a port below 1024; set a higher one.",
            _ when IsMissing(e) =>
                $"web.listen-address = {address.Address}: this machine has no such address; set one of its own, or none for all addresses.",
            _ => $"{port}: cannot listen on {address}: {e.Message}",
        }, e);
    }

    static bool IsMissing(SocketException e) =>
        e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
}

/// <summary>wattd cannot listen on a configured address. The message is one line with the setting, the port and the fix.</summary>
sealed class ListenException(string message, Exception? innerException = null) : Exception(message, innerException);
