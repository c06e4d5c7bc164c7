using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Wattd.Linux;
using static Wattd.Linux.SockDiag;
using static Wattd.Linux.Sockets;
using static Wattd.Linux.Unistd;

namespace Wattd.Collectors.Encodes.Progress;

/// <summary>
/// Finds the cgroup of a UDP socket on this machine by its address: sock_diag(7), which any user may ask. It sees the sockets of
/// the network namespace in which wattd runs. For one thread.
/// </summary>
sealed unsafe class SocketOwner : ISocketOwner, IDisposable
{
    int _netlink = -1;
    uint _question;

    /// <summary>Opens the netlink socket, and tries it with a socket of this process.</summary>
    /// <param name="own">The address of the socket.</param>
    /// <returns>Why no socket is found, with the cure; null if all is well.</returns>
    public string? Open(in SenderAddress own)
    {
        Dispose();
        _netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
        if (_netlink < 0 && Marshal.GetLastPInvokeError() is Errno.EMFILE or Errno.ENFILE)
            return $"the senders are not known, because {KernelFile.OutOfDescriptors}.";
        if (_netlink < 0)
            return $"the senders are not known, because this process may not open a netlink socket ({Marshal.GetLastPInvokeErrorMessage()}): "
                + "add AF_NETLINK to RestrictAddressFamilies= of the unit, or set encodes.progress = none.";
        return Find(own, own) switch
        {
            null => "the senders are not known, because the kernel does not tell who owns a UDP socket: load the module udp_diag (modprobe udp_diag), "
                + "run wattd in the network namespace of the host, or set encodes.progress = none.",
            { CgroupId: 0 } => "the senders are not known, because this kernel does not tell the cgroup of a socket, as Linux 5.8 and later do: "
                + "set encodes.progress = none.",
            _ => null,
        };
    }

    /// <inheritdoc/>
    public SocketIdentity? Find(in SenderAddress socket, in SenderAddress peer)
    {
        var request = Ask(socket, peer);
        request.Header.Sequence = ++_question;
        if (write(_netlink, MemoryMarshal.AsBytes(new ReadOnlySpan<Request>(ref request)), (nuint)sizeof(Request)) != sizeof(Request))
            return null;
        Span<byte> answer = stackalloc byte[1024];
        // The kernel answers within the call that asks. What it answered to an earlier question is skipped.
        while (read(_netlink, answer, (nuint)answer.Length) is var length && length >= sizeof(MessageHeader))
        {
            if (MemoryMarshal.Read<MessageHeader>(answer).Sequence == _question)
                return Parse(answer[..(int)length]);
        }
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_netlink >= 0)
            close(_netlink);
        _netlink = -1;
    }

    /// <summary>
    /// The question names the ends as a packet to the socket would have them, but exchanged: udp_dump_one of net/ipv4/udp_diag.c
    /// keeps it so for programs of old.
    /// </summary>
    static Request Ask(in SenderAddress socket, in SenderAddress peer)
    {
        var request = new Request
        {
            Header = { Length = (uint)sizeof(Request), Type = SOCK_DIAG_BY_FAMILY, Flags = NLM_F_REQUEST },
            Family = (byte)socket.Family,
            Protocol = IPPROTO_UDP,
            States = AllStates,
            Id = { SourcePort = peer.Port, DestinationPort = socket.Port, Cookie = INET_DIAG_NOCOOKIE },
        };
        Unsafe.WriteUnaligned(ref request.Id.Source[0], peer.Address);
        Unsafe.WriteUnaligned(ref request.Id.Destination[0], socket.Address);
        return request;
    }

    static SocketIdentity? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(Answer))
            return null;
        var answer = MemoryMarshal.Read<Answer>(bytes);
        if (answer.Header.Type != SOCK_DIAG_BY_FAMILY || answer.Header.Length > bytes.Length)
            return null;
        return new SocketIdentity(answer.Id.Cookie, CgroupIn(bytes[sizeof(Answer)..(int)answer.Header.Length]));
    }

    static ulong CgroupIn(ReadOnlySpan<byte> attributes)
    {
        while (attributes.Length >= sizeof(SockDiag.Attribute))
        {
            var attribute = MemoryMarshal.Read<SockDiag.Attribute>(attributes);
            if (attribute.Length < sizeof(SockDiag.Attribute) || attribute.Length > attributes.Length)
                return 0;
            var value = attributes[sizeof(SockDiag.Attribute)..attribute.Length];
            if (attribute.Type == INET_DIAG_CGROUP_ID && value.Length == sizeof(ulong))
                return MemoryMarshal.Read<ulong>(value);
            attributes = attributes[Math.Min((attribute.Length + 3) & ~3, attributes.Length)..];
        }
        return 0;
    }
}
