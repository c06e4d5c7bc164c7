using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Wattd.Linux;

namespace Wattd.Collectors.Encodes.Progress;

/// <summary>The address and the port of a datagram's sender.</summary>
/// <param name="Family"><see cref="Sockets.AF_INET"/> or <see cref="Sockets.AF_INET6"/>.</param>
/// <param name="Port">In the byte order of the network.</param>
/// <param name="Address">The bytes of the address in their order, followed by zeros if it is one of IPv4.</param>
readonly record struct SenderAddress(int Family, ushort Port, UInt128 Address)
{
    /// <summary>What recvfrom returned.</summary>
    public static unsafe SenderAddress Of(in Sockets.InternetAddress address)
    {
        UInt128 bytes = 0;
        var into = MemoryMarshal.AsBytes(new Span<UInt128>(ref bytes));
        fixed (byte* four = address.Address4, six = address.Address6)
        {
            (address.Family == Sockets.AF_INET ? new ReadOnlySpan<byte>(four, 4) : new ReadOnlySpan<byte>(six, 16)).CopyTo(into);
        }
        return new SenderAddress(address.Family, address.Port, bytes);
    }

    /// <summary>The address of a socket.</summary>
    public static SenderAddress Of(IPEndPoint address)
    {
        UInt128 bytes = 0;
        address.Address.TryWriteBytes(MemoryMarshal.AsBytes(new Span<UInt128>(ref bytes)), out _);
        var family = address.AddressFamily == AddressFamily.InterNetwork ? Sockets.AF_INET : Sockets.AF_INET6;
        return new SenderAddress(family, (ushort)IPAddress.HostToNetworkOrder((short)address.Port), bytes);
    }
}
