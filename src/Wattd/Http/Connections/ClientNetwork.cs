using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Wattd.Http.Connections;

/// <summary>
/// What counts as one client: an IPv4 address, or the 64-bit network of an IPv6 address, since the owner of one address usually
/// has all of them. Clients of a Unix socket have no address.
/// </summary>
/// <param name="Family">IPv4, IPv6, or Unspecified for a client without an address.</param>
/// <param name="Bits">The address or the network.</param>
readonly record struct ClientNetwork(AddressFamily Family, ulong Bits)
{
    const int MappedOffset = 12; // of the IPv4 address in ::ffff:a.b.c.d

    /// <summary>The client behind an address.</summary>
    public static ClientNetwork Of(EndPoint? client)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (client is not IPEndPoint { Address: var address } || !address.TryWriteBytes(bytes, out var length))
            return new ClientNetwork(AddressFamily.Unspecified, 0);
        if (address.IsIPv4MappedToIPv6)
            return new ClientNetwork(AddressFamily.InterNetwork, BinaryPrimitives.ReadUInt32BigEndian(bytes[MappedOffset..]));
        return length == sizeof(uint)
            ? new ClientNetwork(AddressFamily.InterNetwork, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new ClientNetwork(AddressFamily.InterNetworkV6, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
