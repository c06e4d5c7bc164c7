using System.Net;
using System.Net.Sockets;
using Wattd.Collectors.Sampling;
using Wattd.Linux;
using static Wattd.Linux.Sockets;

namespace Wattd.Collectors.Encodes.Progress;

/// <summary>The UDP socket that ffmpegs send their progress to. For one thread.</summary>
sealed class ProgressSocket : IDisposable
{
    readonly Socket _socket;

    ProgressSocket(Socket socket) => _socket = socket;

    /// <summary>Where it is bound.</summary>
    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Its descriptor, valid until <see cref="Dispose"/>.</summary>
    public int Descriptor => (int)_socket.Handle;

    /// <summary>Binds it.</summary>
    /// <exception cref="SourceException">It cannot be bound.</exception>
    public static ProgressSocket Open(IPEndPoint address)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(address);
            var opened = new ProgressSocket(socket);
            socket.SetRawSocketOption(SOL_SOCKET, SO_TIMESTAMPNS, BitConverter.GetBytes(1));
            return opened;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw new SourceException(ProgressFailure.NoSocket, $"encodes.progress = {address}: {Explain(address, e)}", e);
        }
    }

    /// <summary>Receives the datagrams that are there, as far as there is room for them. Does not wait.</summary>
    /// <returns>True if there may be more.</returns>
    public bool Receive(DatagramBatch into) => into.Receive(Descriptor);

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    static string Explain(IPEndPoint address, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"the port is in use by another process (ss -lunp 'sport = :{address.Port}' shows which); stop that, or set another port.",
        SocketError.AccessDenied => "this user may not use a port below 1024; set a higher one.",
        SocketError.AddressNotAvailable => "this machine has no such address; set 127.0.0.1.",
        SocketError.AddressFamilyNotSupported =>
            $"this process may not open it (RestrictAddressFamilies= of the unit, or a kernel without IPv6); set none if no progress is wanted.",
        SocketError.TooManyOpenSockets => $"{KernelFile.OutOfDescriptors}.",
        _ => $"it cannot be opened: {e.Message}.",
    };
}
