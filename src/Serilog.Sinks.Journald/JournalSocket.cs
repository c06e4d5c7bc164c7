using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Serilog.Sinks.Journald;

/// <summary>Sends datagrams to journald without ever waiting.</summary>
/// <remarks>
/// The socket is not connected: each datagram resolves the path again, so that the next one finds a
/// restarted journald. Safe for concurrent use.
/// </remarks>
sealed partial class JournalSocket : IDisposable
{
    // From the kernel's headers, the same on every architecture that .NET runs on.
    const int SolSocket = 1, SoSndbuf = 7;
    const int MsgDontWait = 0x40, MsgNoSignal = 0x4000;
    const int Eintr = 4, Eagain = 11, Emsgsize = 90, Enobufs = 105;
    const int SunPathLength = 108;

    // Subtracted by the kernel from the send buffer's size: net/unix/af_unix.c, unix_dgram_sendmsg.
    const int DatagramOverhead = 32;

    readonly byte[] _address;
    readonly Socket? _socket;

    /// <exception cref="ArgumentException">The path is longer than a socket's path may be.</exception>
    public JournalSocket(string path)
    {
        _address = UnixAddress(path);
        try
        {
            _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            MaximumSize = SendBufferSize(_socket) - DatagramOverhead;
        }
        catch (SocketException)
        {
            // A sandbox without AF_UNIX: journald cannot be reached, but the program can still start.
            MaximumSize = JournalEntryWriter.EntryLimit;
        }
    }

    /// <summary>The largest datagram the kernel will take, in bytes; about 208 KiB by default.</summary>
    public int MaximumSize { get; }

    /// <summary>Sends one datagram, or returns why it could not. Never waits, and never throws because of the receiver.</summary>
    public Delivery Send(ReadOnlySpan<byte> datagram)
    {
        if (_socket is null)
            return Delivery.Away;

        while (true)
        {
            var sent = sendto(
                _socket.SafeHandle, datagram, (nuint)datagram.Length, MsgDontWait | MsgNoSignal, _address, (uint)_address.Length);
            if (sent >= 0)
                return Delivery.Sent;

            switch (Marshal.GetLastPInvokeError())
            {
                case Eintr:
                    continue;
                case Eagain or Enobufs or Emsgsize:
                    return Delivery.Refused;
                default:
                    return Delivery.Away;
            }
        }
    }

    public void Dispose() => _socket?.Dispose();

    static int SendBufferSize(Socket socket)
    {
        var size = 0;
        socket.GetRawSocketOption(SolSocket, SoSndbuf, MemoryMarshal.AsBytes(new Span<int>(ref size)));
        return size;
    }

    /// <summary>struct sockaddr_un: the family, the path, a zero byte.</summary>
    static byte[] UnixAddress(string path)
    {
        var length = Encoding.UTF8.GetByteCount(path);
        if (length >= SunPathLength)
            throw new ArgumentException($"The socket path '{path}' is longer than {SunPathLength - 1} bytes.", nameof(path));

        var address = new byte[sizeof(ushort) + length + 1];
        MemoryMarshal.Write(address, (ushort)AddressFamily.Unix);
        Encoding.UTF8.GetBytes(path, address.AsSpan(sizeof(ushort)));
        return address;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendto(
        SafeHandle socket, ReadOnlySpan<byte> buffer, nuint length, int flags, ReadOnlySpan<byte> address, uint addressLength);
}
