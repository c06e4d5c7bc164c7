using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Wattd.Collectors.Sampling;
using static Wattd.Linux.Errno;
using static Wattd.Linux.Sockets;
using static Wattd.Linux.Time;

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
            _ = ioctl(opened.Descriptor, SIOCGSTAMPNS, out _);
            return opened;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw new SourceException(ProgressFailure.NoSocket, $"encodes.progress = {address}: {Explain(address, e)}", e);
        }
    }

    /// <summary>How long ago the kernel received the datagram that was read last.</summary>
    public TimeSpan Age()
    {
        if (ioctl(Descriptor, SIOCGSTAMPNS, out var received) != 0)
            return TimeSpan.Zero;
        _ = clock_gettime(CLOCK_REALTIME, out var now);
        var age = TimeSpan.FromTicks(((now.Seconds - received.Seconds) * TimeSpan.TicksPerSecond) + ((now.Nanoseconds - received.Nanoseconds) / 100));
        // The clock may have been set in between.
        return age < TimeSpan.Zero ? TimeSpan.Zero : age;
    }

    /// <summary>Receives a datagram, if there is one. Does not wait.</summary>
    /// <param name="into">The datagram; of a longer one, its begin.</param>
    /// <param name="sender">Where it is from.</param>
    /// <returns>The length of the datagram, which may be larger than <paramref name="into"/>; -1 if there is none.</returns>
    public int Receive(Span<byte> into, out SenderAddress sender)
    {
        while (true)
        {
            InternetAddress address = default;
            var length = (uint)Marshal.SizeOf<InternetAddress>();
            var count = recvfrom(Descriptor, into, (nuint)into.Length, MSG_DONTWAIT | MSG_TRUNC, ref address, ref length);
            sender = count < 0 ? default : SenderAddress.Of(address);
            // Other errors are those of a datagram that was sent; wattd sends none.
            if (count >= 0 || Marshal.GetLastPInvokeError() != EINTR)
                return (int)count;
        }
    }

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
        _ => $"it cannot be opened: {e.Message}",
    };
}
