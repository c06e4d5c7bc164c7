using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Wattd.Collectors.Encodes.Progress;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Encodes.Progress;

/// <summary>Real ffmpegs, in real cgroups, that send their progress to a real socket.</summary>
public sealed partial class RealFfmpegTests
{
    static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task TheFramesOfAnFfmpegAreThoseOfItsLastReportInItsOwnCgroup()
    {
        using var cgroup = RealCgroup.Create("wattd-test-ffmpeg");
        using var receiver = await Listening();
        using var ffmpeg = cgroup.Start("ffmpeg", Encode(receiver.Received!.Port, seconds: 5));
        Assert.Equal((0, 150), await Ended(ffmpeg));
        await Eventually.True(() => Of(receiver, cgroup) is { Reporting: 0 }, "the last report has come");
        var progress = Of(receiver, cgroup)!.Value;
        Assert.Equal((150L, TimeSpan.FromSeconds(5)), (progress.Frames, progress.MediaTime));
        Assert.Equal(default, receiver.Counts with { Taken = 0 });
    }

    [Fact]
    public async Task TwoFfmpegsInOneCgroupAddUpAndOneInAnotherDoesNot()
    {
        using var cgroup = RealCgroup.Create("wattd-test-two");
        using var other = RealCgroup.Create("wattd-test-other");
        using var receiver = await Listening();
        var port = receiver.Received!.Port;
        using var first = cgroup.Start("ffmpeg", Encode(port, seconds: 4));
        using var second = cgroup.Start("ffmpeg", Encode(port, seconds: 2));
        using var third = other.Start("ffmpeg", Encode(port, seconds: 1));
        Assert.Equal([(0, 120), (0, 60), (0, 30)], await Task.WhenAll(Ended(first), Ended(second), Ended(third)));
        await Eventually.True(() => Of(receiver, cgroup) is { Frames: 180 } && Of(receiver, other) is { Frames: 30 }, "all frames have come");
    }

    [Fact]
    public async Task AnFfmpegThatIsKilledAndRestartedGoesOnInTheTotals()
    {
        using var cgroup = RealCgroup.Create("wattd-test-killed");
        using var receiver = await Listening();
        using var killed = cgroup.Start("ffmpeg", [.. "-re -f lavfi -i testsrc=s=64x64:r=30".Split(' '), .. Output(receiver.Received!.Port)]);
        await Eventually.True(() => Of(receiver, cgroup) is { Frames: > 20 }, "it reports");
        killed.Kill();
        await Ended(killed);
        var before = Of(receiver, cgroup)!.Value.Frames!.Value;
        using var next = cgroup.Start("ffmpeg", Encode(receiver.Received!.Port, seconds: 3));
        Assert.Equal((0, 90), await Ended(next));
        await Eventually.True(() => Of(receiver, cgroup)?.Frames == before + 90, "the frames of both are added");
    }

    /// <summary>Nobody has the port: no wattd is installed, or it is stopped.</summary>
    [Fact]
    public async Task WithoutAReceiverTheEncodeEndsAsEver()
    {
        using var none = Bound();
        var port = ((IPEndPoint)none.LocalEndPoint!).Port;
        none.Dispose();
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", Encode(port, seconds: 5)) { RedirectStandardError = true, RedirectStandardInput = true })!;
        Assert.Equal((0, 150), await Ended(ffmpeg));
    }

    /// <summary>
    /// The port is open and nothing reads, as with a wattd that hangs. The reports are many more than the socket holds: with a
    /// pipe, ffmpeg would stop for ever.
    /// </summary>
    [Fact]
    public async Task AReceiverThatHangsDoesNotStopTheEncode()
    {
        using var hung = Bound();
        hung.ReceiveBufferSize = 1;
        using var ffmpeg = Process.Start(new ProcessStartInfo(
            "ffmpeg", ["-stats_period", "0.001", .. Encode(((IPEndPoint)hung.LocalEndPoint!).Port, seconds: 100)])
        { RedirectStandardError = true, RedirectStandardInput = true })!;
        Assert.Equal((0, 3000), await Ended(ffmpeg));
        var (received, datagram) = (0, new byte[2000]);
        hung.Blocking = false;
        while (hung.Available > 0 && hung.Receive(datagram) > 0)
            received++;
        Assert.InRange(received, 1, 20);
    }

    [Fact]
    public async Task AReceiverThatIsReplacedInMidRunCountsWhatComesAfter()
    {
        using var cgroup = RealCgroup.Create("wattd-test-replaced");
        var first = await Listening();
        var address = first.Received!;
        using var ffmpeg = cgroup.Start("ffmpeg", ["-re", .. Encode(address.Port, seconds: 6)]);
        await Eventually.True(() => Of(first, cgroup) is { Frames: > 60 }, "it reports");
        var before = Of(first, cgroup)!.Value.Frames!.Value;
        first.Dispose();
        using var second = await Listening(address);
        Assert.Equal((0, 180), await Ended(ffmpeg));
        await Eventually.True(() => Of(second, cgroup) is { Reporting: 0 }, "the last report has come");
        Assert.InRange(Of(second, cgroup)!.Value.Frames!.Value, 1, 180 - before);
    }

    /// <summary>Arguments that encode 30 frames per second of media.</summary>
    static string[] Encode(int port, int seconds) => [.. $"-f lavfi -i testsrc=s=64x64:r=30:d={seconds}".Split(' '), .. Output(port)];

    static string[] Output(int port) => $"-progress udp://127.0.0.1:{port} -c:v libx264 -preset ultrafast -f null -".Split(' ');

    /// <summary>The exit code, and the frames of the last line that ffmpeg writes to the terminal.</summary>
    static async Task<(int ExitCode, int Frames)> Ended(Process ffmpeg)
    {
        ffmpeg.StandardInput.Close();
        var text = await ffmpeg.StandardError.ReadToEndAsync();
        await ffmpeg.WaitForExitAsync().WaitAsync(Eventually.Deadline);
        return (ffmpeg.ExitCode, int.Parse(FrameCount().Matches(text).LastOrDefault()?.Groups[1].Value ?? "-1", null));
    }

    static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(AnyPort);
        return socket;
    }

    static async Task<ProgressReceiver> Listening(IPEndPoint? address = null)
    {
        var receiver = new ProgressReceiver(address ?? AnyPort, TimeSpan.FromSeconds(1), TimeProvider.System, new CollectingLogger());
        receiver.Start();
        await Eventually.True(() => receiver.Received is not null, "it listens");
        return receiver;
    }

    static CgroupProgress? Of(ProgressReceiver receiver, RealCgroup cgroup)
    {
        var (list, id) = (new List<CgroupProgress>(), cgroup.Id);
        receiver.Read(list);
        return list.Where(progress => progress.CgroupId == id).Cast<CgroupProgress?>().SingleOrDefault();
    }

    [GeneratedRegex(@"frame=\s*(\d+)")]
    private static partial Regex FrameCount();
}
