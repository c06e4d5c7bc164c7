using System.Net;
using System.Net.Sockets;

namespace Wattd.Http.Security.Authentication;

/// <summary>The client of a password check, from the widest to the narrowest part of its identity.</summary>
/// <param name="Network">The owner of many addresses: the first 48 bits of IPv6, or an IPv4 address.</param>
/// <param name="Address">The first 64 bits of IPv6, since the owner of one address usually has all below; or an IPv4 address.</param>
/// <param name="User">A hash of address and user name, whether or not there is such a user.</param>
/// <param name="Credentials">Some bits of the hash of user name and password.</param>
readonly record struct ClientIdentity(UInt128 Network, UInt128 Address, int User, ulong Credentials)
{
    const int SiteBits = 48, NetworkBits = 64, AllBits = 128;

    /// <summary>The client with credentials and an address; all clients without an address count as one.</summary>
    public static ClientIdentity Of(IPAddress? address, string user, CredentialHash credentials)
    {
        Span<byte> bytes = stackalloc byte[AllBits / 8];
        // An IPv4 address is in the last bits, which the mask clears for IPv6.
        var isWide = address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false };
        if (address is null || !address.MapToIPv6().TryWriteBytes(bytes, out _))
            bytes.Clear();
        var all = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        var narrow = isWide ? First(all, NetworkBits) : all;
        return new(isWide ? First(all, SiteBits) : all, narrow, HashCode.Combine(narrow, user), (ulong)credentials.Low);
    }

    static UInt128 First(UInt128 address, int bits) => address >> (AllBits - bits) << (AllBits - bits);
}
