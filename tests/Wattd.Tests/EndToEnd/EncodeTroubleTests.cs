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
    public async Task WithoutFreeDescriptorsNoEncodeIsLostAndThoseThatStartAreFoundLater()
    {
        await using var daemon = DaemonProcess.Start(
            ["--path.sysfs", _folder.Path, "--path.procfs", _planted.Procfs, "--path.cgroup", _planted.Path, "--gpu", "off",
                "--encodes.progress", "none", "--discovery.interval", "1s"]);
        await daemon.Until(gpu: false, page => page["encodes_running"] == 1, "the first encode");
        var open = Directory.GetFiles($"/proc/{daemon.Id}/fd").Max(file => int.Parse(Path.GetFileName(file), null)) + 1;

        // What an encode needs is missing as a whole, or from some point on.
        for (var free = 0; free < 5; free++)
        {
            daemon.LimitOpenFiles(open + free);
            _planted.Add($"encode.slice/free-{free}.service");
            await Task.Delay(2500, TestContext.Current.CancellationToken);
            daemon.LimitOpenFiles(1024);
            var page = await daemon.Until(gpu: false, page => page["encodes_running"] == 2 + free, "one more encode");
            Assert.Equal(2 + free, page["encodes_started_total"]);
            Assert.Equal(0, page["encodes_ended_total"]);
        }
    }
}
