using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>The published binary, and real ffmpegs in real cgroups that send it their progress.</summary>
public sealed partial class EncodeProgressTests : IDisposable
{
    const int SIGCONT = 18, SIGSTOP = 19;

    readonly TemporaryFolder _folder = new();
    readonly int _port = FreePort();

    public EncodeProgressTests()
    {
        new PowercapTreeBuilder(_folder.Path).Zone("intel-rapl:0", "package-0");
        // The daemon may run as another user.
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
    }

    public void Dispose() => _folder.Dispose();

    string[] Here => With($"127.0.0.1:{_port}");

    [Fact]
    public async Task TheFramesOnThePageAreThoseOfTheLastLineOfFfmpeg()
    {
        using var cgroup = RealCgroup.Create("wattd-e2e-ffmpeg");
        await using var daemon = await Listening();
        using var ffmpeg = cgroup.Start("ffmpeg", ["-re", .. Encode(seconds: 5)]);
        Assert.Equal((0, 150), await Ended(ffmpeg));
        var page = await daemon.Until(gpu: false, page => page[Frames, cgroup.Name] is 150, "the frames");
        Assert.Equal((5, 1), (page["encode_media_seconds_total", cgroup.Name], page["encode_info", cgroup.Name, "found_by=\"match\""]));
        Assert.Equal(0, page["wattd_progress_datagrams_total", "unknown_sender"] + page["wattd_progress_datagrams_total", "malformed"]);
    }

    [Fact]
    public async Task WhatSendsProgressIsAnEncodeByAnyName()
    {
        using var cgroup = RealCgroup.Create("wattd-e2e-channel");
        await using var daemon = await Listening();
        using var ffmpeg = cgroup.Start("ffmpeg", ["-re", .. Encode(seconds: 4)]);
        await daemon.Until(gpu: false, page => page["encode_info", cgroup.Name, "found_by=\"progress\""] is 1 && page["encode_fps", cgroup.Name] > 20, "the encode");
        Assert.Equal((0, 120), await Ended(ffmpeg));
    }

    /// <summary>As the unit does: with the capability for the counters, and no other right.</summary>
    [Fact]
    public async Task SendersAreFoundWithoutPrivileges()
    {
        using var cgroup = RealCgroup.Create("wattd-e2e-nobody");
        await using var daemon = await Listening(Nobody.WithDacReadSearch);
        using var ffmpeg = cgroup.Start("ffmpeg", ["-re", .. Encode(seconds: 2)]);
        Assert.Equal((0, 60), await Ended(ffmpeg));
        await daemon.Until(gpu: false, page => page[Frames, cgroup.Name] is 60, "the frames");
    }

    /// <summary>It sends many times more than the socket of wattd holds: with a pipe it would stop for ever.</summary>
    [Fact]
    public async Task AWattdThatHangsDoesNotStopTheEncodeAndCountsItsLastFramesLater()
    {
        using var cgroup = RealCgroup.Create("wattd-e2e-hung");
        await using var daemon = await Listening();
        using var hung = cgroup.Start("ffmpeg", ["-stats_period", "0.001", .. Encode(seconds: 100, size: "640x360")]);
        await daemon.Until(gpu: false, page => page[Frames, cgroup.Name] > 0, "the encode reports");
        daemon.Signal(SIGSTOP);
        Assert.Equal((0, 3000), await Ended(hung));
        // The reports of the end were dropped. Another ffmpeg goes on from what came.
        daemon.Signal(SIGCONT);
        var before = (await daemon.Until(gpu: false, page => page[Frames, cgroup.Name] > 0, "the frames before"))[Frames, cgroup.Name]!.Value;
        Assert.InRange(before, 1, 3000);
        using var next = cgroup.Start("ffmpeg", ["-re", .. Encode(seconds: 3)]);
        Assert.Equal((0, 90), await Ended(next));
        var after = await daemon.Until(gpu: false, page => page[Frames, cgroup.Name] >= before + 90, "the frames of the next ffmpeg");
        Assert.InRange(after[Frames, cgroup.Name]!.Value, before + 90, 3090);
    }

    [Fact]
    public async Task AWattdThatHangsForAWhileShowsEveryFrameOfALiveEncode()
    {
        using var cgroup = RealCgroup.Create("wattd-e2e-live");
        await using var daemon = await Listening();
        using var ffmpeg = cgroup.Start("ffmpeg", ["-re", .. Encode(seconds: 5)]);
        await daemon.Until(gpu: false, page => page[Frames, cgroup.Name] > 30, "the encode reports");
        daemon.Signal(SIGSTOP);
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        daemon.Signal(SIGCONT);
        Assert.Equal((0, 150), await Ended(ffmpeg));
        await daemon.Until(gpu: false, page => page[Frames, cgroup.Name] is 150, "every frame");
    }

    [Fact]
    public async Task AWattdThatIsRestartedGoesOnWithWhatComesAndTheEncodeDoesNotNotice()
    {
        using var cgroup = RealCgroup.Create("wattd-e2e-restart");
        using var ffmpeg = cgroup.Start("ffmpeg", ["-re", .. Encode(seconds: 9)]);
        double before;
        // The encode runs without a wattd, with one, without, and with another.
        await using (var first = await Listening())
        {
            before = (await first.Until(gpu: false, page => page[Frames, cgroup.Name] > 30, "the encode reports"))[Frames, cgroup.Name]!.Value;
            Assert.Equal(0, (await first.Stop()).ExitCode);
        }
        await using var second = await Listening();
        Assert.Equal((0, 270), await Ended(ffmpeg));
        await second.Until(gpu: false, page => page["wattd_progress_datagrams_total", "taken"] > 0 && page["encode_speed_ratio", cgroup.Name] is null, "the last report");
        var after = await second.Until(gpu: false, page => page[Frames, cgroup.Name] > 0, "the frames after the restart");
        Assert.InRange(after[Frames, cgroup.Name]!.Value, 1, 270 - before);
    }

    [Fact]
    public async Task APortInUseIsAProblemAndNotAnOutage()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, _port));
        await using var daemon = DaemonProcess.Start(Here);
        Assert.Contains($"encodes.progress = 127.0.0.1:{_port}: the port is in use by another process", await daemon.Logged("No progress of encodes"));
        await daemon.Until(gpu: false, page => page["wattd_collector_up", "encodes"] is 1, "the collector is up");
        Assert.Contains("\"progress_no_socket\"", await daemon.Cpu("/readings.json"));
    }

    [Fact]
    public async Task WithoutProgressNoPortIsOpened()
    {
        await using var daemon = DaemonProcess.Start(With("none"));
        await daemon.Until(gpu: false, page => page["wattd_collector_up", "encodes"] is 1, "the collector is up");
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, _port));
        Assert.DoesNotContain(daemon.Log, line => line.Contains("progress", StringComparison.OrdinalIgnoreCase));
    }

    const string Frames = "encode_frames_total";

    string[] With(string progress) =>
        ["--path.sysfs", _folder.Path, "--gpu", "off", "--path.cgroup", RealCgroup.Root(), "--encodes.progress", progress];

    async Task<DaemonProcess> Listening(IEnumerable<string>? prefix = null)
    {
        var daemon = DaemonProcess.Start(Here, prefix: prefix);
        await daemon.Logged($"The progress of encodes is received on udp://127.0.0.1:{_port}");
        return daemon;
    }

    /// <summary>Arguments that encode 30 frames per second of media.</summary>
    string[] Encode(int seconds, string size = "64x64") =>
        $"-f lavfi -i testsrc=s={size}:r=30:d={seconds} -progress udp://127.0.0.1:{_port} -c:v libx264 -preset ultrafast -f null -".Split(' ');

    /// <summary>The exit code, and the frames of the last line that ffmpeg writes to the terminal.</summary>
    static async Task<(int ExitCode, int Frames)> Ended(Process ffmpeg)
    {
        ffmpeg.StandardInput.Close();
        var text = await ffmpeg.StandardError.ReadToEndAsync();
        await ffmpeg.WaitForExitAsync().WaitAsync(Eventually.Deadline);
        return (ffmpeg.ExitCode, int.Parse(FrameCount().Matches(text).LastOrDefault()?.Groups[1].Value ?? "-1", null));
    }

    static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    [GeneratedRegex(@"frame=\s*(\d+)")]
    private static partial Regex FrameCount();
}
