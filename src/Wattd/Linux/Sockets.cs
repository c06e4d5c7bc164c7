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

    /// <summary>The call returns the length of the datagram, even where that is more than the buffer holds.</summary>
    public const int MSG_TRUNC = 0x20;

    /// <summary>Reads when the kernel received the last datagram that was read, by CLOCK_REALTIME; before the first it fails, and lets the kernel take the times from now on.</summary>
    public const int SIOCGSTAMPNS = 0x8907;

    /// <summary>sys/ioctl.h. Variadic in C; a single argument is passed the same way on x86-64 and on arm64 under Linux.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int socket, nuint request, out Time.Timespec time);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint recvfrom(int socket, Span<byte> into, nuint length, int flags, ref InternetAddress sender, ref uint addressLength);

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
