using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Wattd.Collectors.Encodes.Progress;
using Wattd.Linux;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Encodes.Progress;

/// <summary>Asks the kernel.</summary>
public sealed class SocketOwnerTests : IDisposable
{
    readonly Socket _receiver = Bound(IPAddress.Loopback);
    readonly SocketOwner _owner = new();

    public void Dispose()
    {
        _receiver.Dispose();
        _owner.Dispose();
    }

    [Fact]
    public void StructuresHaveTheSizesOfTheKernel() => Assert.Equal(
        (16, 4, 48, 16 + 56, 16 + 72),
        (Unsafe.SizeOf<SockDiag.MessageHeader>(), Unsafe.SizeOf<SockDiag.Attribute>(), Unsafe.SizeOf<SockDiag.SocketId>(),
            Unsafe.SizeOf<SockDiag.Request>(), Unsafe.SizeOf<SockDiag.Answer>()));

    [Fact]
    public void ItIsReadyIfTheKernelKnowsTheSocketOfThisProcess() => Assert.Null(_owner.Open(Address(_receiver)));

    /// <summary>Those of ffmpeg are bound to all addresses, or connected, or of IPv6.</summary>
    [Fact]
    public void EverySenderOnLoopbackIsFound()
    {
        _owner.Open(Address(_receiver));
        using var all = Bound(IPAddress.Any);
        using var connected = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        connected.Connect(_receiver.LocalEndPoint!);
        using var both = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        both.Connect(_receiver.LocalEndPoint!);
        var cookies = new List<ulong>();
        foreach (var sender in new[] { all, connected, both })
        {
            sender.SendTo([1], _receiver.LocalEndPoint!);
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            _receiver.ReceiveFrom(new byte[10], ref from);
            var found = _owner.Find(SenderAddress.Of((IPEndPoint)from), Address(_receiver));
            Assert.NotNull(found);
            Assert.NotEqual(0ul, found.Value.CgroupId);
            cookies.Add(found.Value.Cookie);
        }
        Assert.Equal(3, cookies.Distinct().Count());
    }

    [Fact]
    public void ASocketOfIpv6IsFound()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "no IPv6 here");
        using var receiver = Bound(IPAddress.IPv6Loopback);
        Assert.Null(_owner.Open(Address(receiver)));
    }

    [Fact]
    public void ASocketThatIsClosedIsNotFound()
    {
        _owner.Open(Address(_receiver));
        var sender = Bound(IPAddress.Loopback);
        var address = Address(sender);
        Assert.NotNull(_owner.Find(address, Address(_receiver)));
        sender.Dispose();
        Assert.Null(_owner.Find(address, Address(_receiver)));
    }

    [Fact]
    public void AUserWithoutRightsMayAsk() => Unprivileged.Run(() =>
    {
        Assert.Null(_owner.Open(Address(_receiver)));
        Assert.NotNull(_owner.Find(Address(_receiver), Address(_receiver)));
    });

    [Fact]
    public void WithoutAnOpenSocketNothingIsFound() => Assert.Null(_owner.Find(Address(_receiver), Address(_receiver)));

    [Fact]
    public void WhereTheSocketIsNotKnownTheCuresAreNamed()
    {
        var closed = Bound(IPAddress.Loopback);
        var address = Address(closed);
        closed.Dispose();
        Assert.Contains("udp_diag", _owner.Open(address));
    }

    [Fact]
    public void AnAnswerAllocatesNothing()
    {
        _owner.Open(Address(_receiver));
        var address = Address(_receiver);
        _owner.Find(address, address);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = _owner.Find(address, address);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotNull(found);
    }

    static Socket Bound(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    static SenderAddress Address(Socket socket) => SenderAddress.Of((IPEndPoint)socket.LocalEndPoint!);
}
