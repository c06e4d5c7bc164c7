using System.Net;
using System.Net.Sockets;

namespace Wattd.Http.Security.Authentication;

/// <summary>Who wants a password checked: where the request comes from, from the wide to the narrow.</summary>
/// <param name="Network">Who can have many addresses: the first 48 bits of IPv6, and an address of IPv4.</param>
/// <param name="Address">The first 64 bits of IPv6, below which whoever has an address has them all; an address of IPv4.</param>
/// <param name="User">A hash of address and user name, whether or not there is such a user.</param>
/// <param name="Credentials">Some bits of the hash of user name and password.</param>
readonly record struct Guest(UInt128 Network, UInt128 Address, int User, ulong Credentials)
{
    const int SiteBits = 48, NetworkBits = 64, AllBits = 128;

    /// <summary>Who brings credentials from an address; without an address, all are one.</summary>
    public static Guest Of(IPAddress? address, string user, CredentialHash credentials)
    {
        Span<byte> bytes = stackalloc byte[AllBits / 8];
        // An address of IPv4 stands in the last bits, where nothing of IPv6 is left once the mask has been laid on.
        var isWide = address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false };
        if (address is null || !address.MapToIPv6().TryWriteBytes(bytes, out _))
            bytes.Clear();
        var all = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        var narrow = isWide ? First(all, NetworkBits) : all;
        return new(isWide ? First(all, SiteBits) : all, narrow, HashCode.Combine(narrow, user), (ulong)credentials.Low);
    }

    static UInt128 First(UInt128 address, int bits) => address >> (AllBits - bits) << (AllBits - bits);
}
