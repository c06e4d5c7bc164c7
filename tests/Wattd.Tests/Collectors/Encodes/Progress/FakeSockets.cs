using Wattd.Collectors.Encodes.Progress;
using Wattd.Linux;

namespace Wattd.Tests.Collectors.Encodes.Progress;

/// <summary>The UDP sockets of a made-up machine: at most one on each port.</summary>
sealed class FakeSockets : ISocketOwner
{
    readonly Dictionary<int, SocketIdentity> _sockets = [];
    ulong _cookie = 1000;

    /// <summary>How often the owner of a socket was asked for.</summary>
    public int Questions { get; private set; }

    /// <summary>Opens a socket in a cgroup, in the place of the one on its port.</summary>
    public void Open(int port, ulong cgroup) => _sockets[port] = new SocketIdentity(++_cookie, cgroup);

    public void Close(int port) => _sockets.Remove(port);

    public SocketIdentity? Find(in SenderAddress socket, in SenderAddress peer)
    {
        Questions++;
        return _sockets.TryGetValue(socket.Port, out var found) ? found : null;
    }

    public static SenderAddress Address(int port) => new(Sockets.AF_INET, (ushort)port, 0x0100007f);
}
