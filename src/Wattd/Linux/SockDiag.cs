using System.Runtime.InteropServices;

namespace Wattd.Linux;

/// <summary>
/// linux/netlink.h, linux/sock_diag.h and linux/inet_diag.h: asks the kernel about a socket. Sizes and offsets are the same on
/// x86-64 and arm64, and a test holds them.
/// </summary>
static unsafe class SockDiag
{
    public const int NETLINK_SOCK_DIAG = 4;

    public const ushort SOCK_DIAG_BY_FAMILY = 20;
    public const ushort NLM_F_REQUEST = 1;

    /// <summary>The attribute with the id of the cgroup in which the socket was created. Linux 5.8 and later has it.</summary>
    public const ushort INET_DIAG_CGROUP_ID = 21;

    /// <summary>In both halves of a cookie: any socket.</summary>
    public const ulong INET_DIAG_NOCOOKIE = ulong.MaxValue;

    /// <summary>Any state of a socket.</summary>
    public const uint AllStates = uint.MaxValue;

    /// <summary>struct nlmsghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public uint Length;
        public ushort Type, Flags;
        public uint Sequence, Port;
    }

    /// <summary>struct nlattr. The value follows it; the next attribute begins at a multiple of 4.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Attribute
    {
        public ushort Length, Type;
    }

    /// <summary>struct inet_diag_sockid. Ports and addresses are in the byte order of the network.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    public struct SocketId
    {
        public ushort SourcePort, DestinationPort;
        public fixed byte Source[16];
        public fixed byte Destination[16];
        public uint Interface;

        /// <summary>The number of the socket, which the kernel does not use again before the next boot.</summary>
        public ulong Cookie;
    }

    /// <summary>A message with a struct inet_diag_req_v2.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    public struct Request
    {
        public MessageHeader Header;
        public byte Family, Protocol, Extensions, Padding;
        public uint States;
        public SocketId Id;
    }

    /// <summary>A message with a struct inet_diag_msg. Attributes follow it.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    public struct Answer
    {
        public MessageHeader Header;
        public byte Family, State, Timer, Retransmissions;
        public SocketId Id;
        public uint Expires, ReceiveQueue, SendQueue, User, Inode;
    }
}
