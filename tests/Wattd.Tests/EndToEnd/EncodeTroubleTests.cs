using System.Net;
using System.Net.Sockets;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

public sealed class EncodeTroubleTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly PlantedCgroups _planted = new();
    readonly MovingCounters _counters = new();

    public EncodeTroubleTests()
    {
        _counters.Add(new PowercapTreeBuilder(_folder.Path).Zone("intel-rapl:0", "package-0", energy: 5), 100);
        _planted.Add("encode.slice/first.service");
    }

    public void Dispose()
    {
        _counters.Dispose();
        _planted.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task WithoutFreeDescriptorsTheProgressIsReceivedLater()
    {
        _planted.MakeHybrid();
        using var port = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        port.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = $"{port.LocalEndPoint}";
        port.Close();
        await using var daemon = DaemonProcess.Start(
            ["--path.sysfs", _folder.Path, "--path.procfs", _planted.Procfs, "--path.cgroup", _planted.Path, "--gpu", "off",
                "--encodes.progress", address, "--discovery.interval", "1s"]);
        await daemon.Until(gpu: false, page => page["wattd_collector_down_reason", "no_cgroup2"] == 1, "no cgroup v2");
        daemon.LeaveDescriptors(0);
        File.WriteAllText(Path.Combine(_planted.Path, "cgroup.controllers"), "cpu memory\n");
        Assert.Contains("too many files are open; raise LimitNOFILE. wattd tries again", await daemon.Logged("No progress of encodes"));
        daemon.LimitOpenFiles(1024);
        await daemon.Logged($"The progress of encodes is received on udp://{address}");
    }

    [Fact]
    public async Task WithoutFreeDescriptorsNoEncodeIsLostAndThoseThatStartAreFoundLater()
    {
        await using var daemon = DaemonProcess.Start(
            ["--path.sysfs", _folder.Path, "--path.procfs", _planted.Procfs, "--path.cgroup", _planted.Path, "--gpu", "off",
                "--encodes.progress", "none", "--discovery.interval", "1s"]);
        await daemon.Until(gpu: false, page => page["encodes_running"] == 1, "the first encode");
        // What an encode needs is missing as a whole, or from some point on.
        for (var free = 0; free < 5; free++)
        {
            daemon.LeaveDescriptors(free);
            _planted.Add($"encode.slice/free-{free}.service");
            await Task.Delay(2500, TestContext.Current.CancellationToken);
            daemon.LimitOpenFiles(1024);
            var page = await daemon.Until(gpu: false, page => page["encodes_running"] == 2 + free, "one more encode");
            Assert.Equal(2 + free, page["encodes_started_total"]);
            Assert.Equal(0, page["encodes_ended_total"]);
        }
    }
}
