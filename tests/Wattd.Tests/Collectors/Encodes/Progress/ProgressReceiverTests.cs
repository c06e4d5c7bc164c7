using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Wattd.Collectors.Encodes.Progress;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Encodes.Progress;

public sealed class ProgressReceiverTests : IDisposable
{
    static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    readonly CollectingLogger _log = new();
    readonly Socket _sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public void Dispose() => _sender.Dispose();

    [Fact]
    public async Task AReportIsCountedInTheCgroupOfThisProcess()
    {
        using var receiver = Started(AnyPort);
        await Listens(receiver);
        Send(receiver, ReportText.Of(30));
        await Eventually.True(() => receiver.Counts.Taken == 1, "the report is taken");
        var progress = Assert.Single(Read(receiver));
        Assert.Equal((30L, 1), (progress.Frames, progress.Reporting));
        Assert.Equal("ProgressReceived", Assert.Single(_log.Events));
    }

    [Fact]
    public async Task JunkAndWhatIsTooLongAreDroppedAndCounted()
    {
        using var receiver = Started(AnyPort);
        await Listens(receiver);
        Send(receiver, []);
        Send(receiver, [0xff, 0, 0xfe]);
        // Its begin alone is a whole report.
        Send(receiver, [.. ReportText.Of(30), .. new byte[60_000]]);
        Send(receiver, ReportText.Of(31));
        await Eventually.True(() => receiver.Counts.Taken == 1, "the report is taken");
        Assert.Equal(new ProgressCounts(Taken: 1, UnknownSender: 0, Malformed: 3, OverLimit: 0), receiver.Counts);
    }

    [Fact]
    public async Task AReportThatIsTakenIsNewsAndJunkIsNot()
    {
        var taken = new ConcurrentQueue<long>();
        ProgressReceiver? created = null;
        using var receiver = Started(AnyPort, () => taken.Enqueue(created!.Counts.Taken));
        created = receiver;
        await Listens(receiver);
        Send(receiver, [0xff, 0, 0xfe]);
        await Eventually.True(() => receiver.Counts.Malformed == 1, "the junk is dropped");
        Send(receiver, ReportText.Of(30));
        await Eventually.True(() => !taken.IsEmpty, "the report is news");
        Assert.Equal([1], taken);
    }

    [Fact]
    public async Task APortInUseIsNamedAndTriedAgain()
    {
        var holder = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        holder.Bind(AnyPort);
        var address = (IPEndPoint)holder.LocalEndPoint!;
        using var receiver = Started(address);
        await Eventually.True(() => receiver.Outage is not null, "the port is in use");
        Assert.Equal(ProgressFailure.NoSocket, receiver.Outage!.Reason);
        Assert.StartsWith($"encodes.progress = {address}: the port is in use by another process (ss -lunp 'sport = :{address.Port}' shows which)", receiver.Outage.Message);
        Assert.Empty(Read(receiver));
        // It was tried several times by now, and said so once.
        await Task.Delay(300, TestContext.Current.CancellationToken);
        holder.Dispose();
        await Listens(receiver);
        await Eventually.True(() => receiver.Outage is null, "the outage has ended");
        Assert.Equal(["ProgressUnavailable", "ProgressReceived"], _log.Events);
    }

    [Fact]
    public void NobodyElseCanOpenThePortMeanwhile()
    {
        using var receiver = Started(AnyPort);
        Eventually.Wait(() => receiver.Received is not null, "it listens");
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.Throws<SocketException>(() => other.Bind(receiver.Received!)).SocketErrorCode);
    }

    [Fact]
    public void AnAddressOfAnotherMachineIsNamed()
    {
        using var receiver = Started(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 9507));
        Eventually.Wait(() => receiver.Outage is not null, "there is no such address");
        Assert.Contains("this machine has no such address", receiver.Outage!.Message);
    }

    [Fact]
    public void WithoutAnAddressNothingIsOpened()
    {
        using var receiver = Started(null);
        Assert.Equal((null, null, default), (receiver.Received, receiver.Outage, receiver.Counts));
        Assert.Empty(Read(receiver));
    }

    [Fact]
    public async Task AFloodDoesNotKeepItFromStopping()
    {
        var receiver = Started(AnyPort);
        await Listens(receiver);
        var isOver = false;
        var flood = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
                Send(receiver, [1]);
        });
        flood.Start();
        await Eventually.True(() => receiver.Counts.Malformed > 1000, "the flood is received");
        receiver.Dispose();
        Volatile.Write(ref isOver, true);
        flood.Join();
    }

    ProgressReceiver Started(IPEndPoint? address, Action? arrived = null)
    {
        var receiver = new ProgressReceiver(address, TimeSpan.FromSeconds(1), TimeProvider.System, _log) { RetryInterval = TimeSpan.FromMilliseconds(50) };
        if (arrived is not null)
            receiver.UseNews(arrived);
        receiver.Start();
        return receiver;
    }

    static Task Listens(ProgressReceiver receiver) => Eventually.True(() => receiver.Received is not null, "it listens");

    void Send(ProgressReceiver receiver, byte[] datagram) => _sender.SendTo(datagram, receiver.Received!);

    static List<CgroupProgress> Read(ProgressReceiver receiver)
    {
        var list = new List<CgroupProgress>();
        receiver.Read(list);
        return list;
    }
}
