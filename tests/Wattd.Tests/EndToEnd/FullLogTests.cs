using Wattd.Daemon;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>Standard error is a full pipe that is not read.</summary>
public sealed class FullLogTests : IDisposable
{
    const int PipeSize = 64 * 1024; // pipe(7)
    const int Hangup = 1;

    readonly TemporaryFolder _folder = new();
    readonly PowercapTreeBuilder _tree;

    public FullLogTests()
    {
        _tree = new PowercapTreeBuilder(_folder.File("sys"));
        _tree.Zone("intel-rapl:0", "package-0").Constraint(0, "long_term", 100_000_000);
        _tree.Zone("intel-rapl:1", "package-1").Constraint(0, "long_term", 100_000_000);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("console")]
    [InlineData("json")]
    public async Task LinesAreDroppedAndCountedNoSampleIsLostAndItStops(string format)
    {
        using var pipe = FullPipe();
        await using var daemon = DaemonProcess.Start(
            ["--path.sysfs", _tree.Sysfs, "--path.procfs", _folder.Path, "--gpu", "off", "--discovery.interval", "1s", "--log.format", format],
            prefix: ["sh", "-c", $"exec \"$@\" 2>'{_folder.File("log")}'", "sh"]);
        await daemon.Until(gpu: false, page => page.Count("rapl_energy_joules_total") == 2, "two zones");

        // The sampling thread has a line to log now.
        _tree.Remove("intel-rapl:1");
        var page = await daemon.Until(gpu: false, page => page.Count("rapl_energy_joules_total") == 1, "one zone");
        var samples = page["wattd_collector_samples_total", "\"cpu\""];
        await daemon.Until(gpu: false, page => page["wattd_collector_samples_total", "\"cpu\""] > samples + 20, "more samples");
        Assert.Equal("OK", await daemon.Cpu("/health"));

        await daemon.Until(gpu: false, page =>
        {
            for (var i = 0; i < 50; i++)
            {
                daemon.Signal(Hangup);
                Thread.Sleep(1);
            }
            return page["wattd_log_events_dropped_total"] > 0;
        }, "dropped lines");

        Assert.Equal(ExitCode.Success, (await daemon.Stop()).ExitCode);
    }

    /// <summary>Opened for reading and writing, so that opening it does not block.</summary>
    FileStream FullPipe()
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [_folder.File("log")]);
        made.WaitForExit();
        var pipe = new FileStream(_folder.File("log"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        pipe.Write(new byte[PipeSize]);
        return pipe;
    }
}
