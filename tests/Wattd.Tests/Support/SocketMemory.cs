using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Wattd.Tests.Support;

/// <summary>The memory of the kernel for sockets of this process.</summary>
static partial class SocketMemory
{
    const int SocketLevel = 1, MemoryInformation = 55; // SOL_SOCKET and SO_MEMINFO of asm-generic/socket.h
    const int ReceiveQueue = 0, Forward = 4, SendQueue = 5, Backlog = 7, Fields = 9; // of linux/sock_diag.h

    const uint AddressSize = 28; // of struct sockaddr_in6
    const int NameSize = 8; // of struct sockaddr_in: family, port, address

    /// <summary>The bytes of the sockets with this local IPv4 address and port, and the number of those sockets.</summary>
    public static unsafe (long Bytes, int Sockets) Of(IPEndPoint local)
    {
        // A client with another address can have the same port.
        var wanted = local.Serialize().Buffer.Span[..NameSize];
        var (bytes, sockets) = (0L, 0);
        var address = stackalloc byte[(int)AddressSize];
        var fields = stackalloc uint[Fields];
        foreach (var entry in Directory.EnumerateFiles("/proc/self/fd"))
        {
            var descriptor = int.Parse(Path.GetFileName(entry), CultureInfo.InvariantCulture);
            var (addressLength, length) = (AddressSize, Fields * (uint)sizeof(uint));
            if (getsockname(descriptor, address, ref addressLength) != 0
                || !wanted.SequenceEqual(new ReadOnlySpan<byte>(address, NameSize))
                || getsockopt(descriptor, SocketLevel, MemoryInformation, fields, ref length) != 0)
                continue;
            bytes += fields[ReceiveQueue] + fields[Forward] + fields[SendQueue] + fields[Backlog];
            sockets++;
        }
        return (bytes, sockets);
    }

    [LibraryImport("libc")]
    private static unsafe partial int getsockname(int descriptor, byte* address, ref uint length);

    [LibraryImport("libc")]
    private static unsafe partial int getsockopt(int descriptor, int level, int option, uint* value, ref uint length);
}
