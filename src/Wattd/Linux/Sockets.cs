using System.Runtime.InteropServices;

namespace Wattd.Linux;

/// <summary>sys/socket.h, for what <see cref="System.Net.Sockets.Socket"/> cannot do: netlink, and datagrams without an exception for each that is too long.</summary>
static unsafe partial class Sockets
{
    public const int AF_INET = 2, AF_INET6 = 10, AF_NETLINK = 16;
    public const int SOCK_RAW = 3, SOCK_NONBLOCK = 0x800, SOCK_CLOEXEC = 0x80000;
    public const int IPPROTO_UDP = 17;

    /// <summary>The call does not wait.</summary>
    public const int MSG_DONTWAIT = 0x40;

    /// <summary>Of a received message: its content is longer than the room for it.</summary>
    public const int MSG_TRUNC = 0x20;

    /// <summary>socket(7): lets the kernel note when it receives each datagram, by CLOCK_REALTIME, and adds a message of the same number with a <see cref="Time.Timespec"/> to it.</summary>
    public const int SO_TIMESTAMPNS = 35;

    public const int SOL_SOCKET = 1;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int socket(int family, int type, int protocol);

    /// <summary>recvmmsg(2): fills as many messages as there are datagrams, and returns how many.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int recvmmsg(int socket, ReceivedMessage* messages, uint count, int flags, nint timeout);

    /// <summary>struct mmsghdr of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ReceivedMessage
    {
        public SocketMessage Header;

        /// <summary>The length of the content.</summary>
        public uint Length;
    }

    /// <summary>struct msghdr: the address of the sender, where the content goes, and what the kernel adds.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SocketMessage
    {
        public InternetAddress* Sender;
        public uint SenderLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public ControlMessage* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Vector
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>struct cmsghdr of 64-bit Linux, followed by the data of <see cref="SO_TIMESTAMPNS"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ControlMessage
    {
        public nuint Length;
        public int Level, Type;
        public Time.Timespec Time;
    }

    /// <summary>struct sockaddr_in and struct sockaddr_in6 of linux/in.h and linux/in6.h: one of them, by its family.</summary>
    [StructLayout(LayoutKind.Explicit)]
    public struct InternetAddress
    {
        [FieldOffset(0)]
        public ushort Family;

        /// <summary>In the byte order of the network.</summary>
        [FieldOffset(2)]
        public ushort Port;

        /// <summary>Of <see cref="AF_INET"/>.</summary>
        [FieldOffset(4)]
        public fixed byte Address4[4];

        /// <summary>Of <see cref="AF_INET6"/>.</summary>
        [FieldOffset(8)]
        public fixed byte Address6[16];

        [FieldOffset(24)]
        public uint Scope;
    }
}
