using System.Buffers.Binary;
using System.Net.Sockets;

namespace Wattd.Http.Connections;

/// <summary>
/// Limits what the kernel holds for a connection. It counts against the memory of the unit; a client that does not read could
/// otherwise make it hold megabytes. Set on the listening socket: accepted sockets inherit it.
/// </summary>
static class SocketBuffers
{
    // IPPROTO_TCP of netinet/in.h; TCP_INFO, TCP_USER_TIMEOUT, TCP_CLOSE and struct tcp_info of linux/tcp.h.
    const int Tcp = 6, Information = 11, UserTimeout = 18, Closed = 7;
    const int StateOffset = 0, UnacknowledgedOffset = 24, NotSentOffset = 144, InformationSize = 148;

    /// <summary>Limits the buffers of accepted connections, and how long they are held for a client that does not read.</summary>
    public static void Bound(Socket listening)
    {
        listening.SendBufferSize = WebLimits.KernelSendBuffer;
        if (listening.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            return;
        listening.ReceiveBufferSize = WebLimits.KernelReceiveBuffer;
        listening.NoDelay = true;
        // Without it the kernel keeps retrying for 15 minutes and longer to deliver to a client that no longer reads.
        listening.SetRawSocketOption(Tcp, UserTimeout, BitConverter.GetBytes((int)WebLimits.KernelTimeout.TotalMilliseconds));
    }

    /// <summary>Whether the kernel still holds bytes that the client has not read. False for a closed connection.</summary>
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
            // A Unix socket, or a connection that was closed meanwhile.
            return false;
        }
    }
}
