using System.Buffers.Binary;
using System.Net.Sockets;

namespace Wattd.Http.Connections;

/// <summary>
/// What the kernel holds for a connection. It counts against the memory of the unit, and a client that does not read would
/// otherwise have it hold megabytes. Set on the listening socket: accepted sockets inherit it.
/// </summary>
static class SocketBuffers
{
    // IPPROTO_TCP of netinet/in.h; TCP_INFO, TCP_USER_TIMEOUT, TCP_CLOSE and struct tcp_info of linux/tcp.h.
    const int Tcp = 6, Information = 11, UserTimeout = 18, Closed = 7;
    const int StateOffset = 0, UnacknowledgedOffset = 24, NotSentOffset = 144, InformationSize = 148;

    /// <summary>Bounds the buffers of what a listening socket accepts, and how long they are held for a client that does not read.</summary>
    public static void Bound(Socket listening)
    {
        listening.SendBufferSize = WebLimits.KernelSendBuffer;
        if (listening.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            return;
        listening.ReceiveBufferSize = WebLimits.KernelReceiveBuffer;
        listening.NoDelay = true;
        // Without it the kernel goes on offering what is left to a client that reads no more, for a quarter of an hour and longer.
        listening.SetRawSocketOption(Tcp, UserTimeout, BitConverter.GetBytes((int)WebLimits.KernelTimeout.TotalMilliseconds));
    }

    /// <summary>Whether the kernel still holds bytes that the client has not taken. False for a connection that is gone.</summary>
    public static bool HoldsBytes(Socket client)
    {
        Span<byte> information = stackalloc byte[InformationSize];
        try
        {
            return client.GetRawSocketOption(Tcp, Information, information) == InformationSize
                && information[StateOffset] != Closed
                && (BinaryPrimitives.ReadInt32LittleEndian(information[UnacknowledgedOffset..]) != 0
                    || BinaryPrimitives.ReadInt32LittleEndian(information[NotSentOffset..]) != 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A Unix socket, or one that was cut off meanwhile.
            return false;
        }
    }
}
