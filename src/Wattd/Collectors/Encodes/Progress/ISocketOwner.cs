namespace Wattd.Collectors.Encodes.Progress;

/// <summary>Finds the socket that sent a datagram.</summary>
interface ISocketOwner
{
    /// <summary>The socket that has an address now; null if none has.</summary>
    /// <param name="socket">The address of the socket.</param>
    /// <param name="peer">The address to which it sends.</param>
    SocketIdentity? Find(in SenderAddress socket, in SenderAddress peer);
}

/// <summary>A socket of this machine.</summary>
/// <param name="Cookie">Its number. No other socket has it before the next boot.</param>
/// <param name="CgroupId">The cgroup of the process that created it, by the inode number of the directory; 0 if the kernel does not say (before 5.8).</param>
readonly record struct SocketIdentity(ulong Cookie, ulong CgroupId);
