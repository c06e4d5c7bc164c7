using Wattd.Tests.Support;
using static Wattd.Tests.Support.NvmlFunction;

namespace Wattd.Tests.EndToEnd;

/// <summary>The encoder sessions and processes of GPUs, from the stub of the driver to the page.</summary>
public sealed class GpuProcessTests : IDisposable
{
    readonly NvmlStub _stub = new(gpus: 2);
    readonly TemporaryFolder _folder = new();

    public GpuProcessTests()
    {
        _stub.PlantSessions(0, new PlantedSession(1, 4711, 0, 1920, 1080, Fps: 59), new PlantedSession(2, 4712, 1, 3840, 2160, Fps: 61));
        _stub.PlantSessions(1);
        _stub.PlantProcesses(0, mode: 0, (4711, 412 << 20), (4712, 900 << 20));
    }

    public void Dispose()
    {
        _stub.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AProcessHasSeriesWhileItIsThere()
    {
        await using var daemon = Start("on");
        var page = await daemon.Until(gpu: true, page => page["gpu_process_utilization_percent", "pid=\"4712\"", "engine=\"encoder\""] == 0, "processes");
        Assert.Equal(412 << 20, page["gpu_process_memory_bytes", "pid=\"4711\""]);
        Assert.Equal(61, page["gpu_encoder_session_fps", "session=\"2\""]);
        Assert.Equal(1, page["gpu_encoder_session_info", "session=\"2\"", "pid=\"4712\"", "codec=\"hevc\"", "resolution=\"3840x2160\""]);
        Assert.Equal(1, page["gpu_encoder_codec_sessions", "codec=\"hevc\"", "resolution=\"3840x2160\""]);

        _stub.RenewSamples(0);
        _stub.PlantSamples(0, new PlantedSample(4711, 1_000, 3, 2, 40, 12), new PlantedSample(4712, 1_000, 1, 1, 999));
        await daemon.Until(gpu: true, page => page["gpu_process_utilization_percent", "pid=\"4711\"", "engine=\"encoder\""] == 40, "its use");
        page = Page.Parse(await daemon.Gpu());
        Assert.True(page["gpu_process_samples_dropped_total", NvmlStub.BusId(0), "reason=\"out_of_range\""] > 0);

        _stub.PlantSessions(0, new PlantedSession(1, 4711, 0, 1920, 1080));
        _stub.PlantProcesses(0, mode: 0, (4711, 412 << 20));
        page = await daemon.Until(gpu: true, page => page.Count("gpu_process_memory_bytes") == 1, "the end of a process");
        Assert.DoesNotContain("4712", page.ToString());
        Assert.Equal(1, page.Count("gpu_encoder_codec_sessions"));
    }

    [Fact]
    public async Task ByDefaultNoProcessIsServedOrAskedFor()
    {
        await using var daemon = Start("off");
        var page = await daemon.Until(gpu: true, page => page.Count("gpu_encoder_codec_sessions") == 2, "sessions by codec");

        Assert.DoesNotContain("pid=", page.ToString());
        Assert.All(
            [nvmlDeviceGetProcessUtilization, nvmlDeviceGetRunningProcessDetailList, nvmlDeviceGetComputeRunningProcesses_v3, nvmlDeviceGetGraphicsRunningProcesses_v3],
            function => Assert.Equal(0, _stub.Calls(function)));
    }

    [Fact]
    public async Task MoreSessionsAndProcessesThanAreShownTakeNothingDown()
    {
        const int Many = 2_000, Gpus = 32;
        _stub.Gpus = Gpus;
        for (var gpu = 0; gpu < NvmlStub.GpusWithLists; gpu++)
        {
            _stub.PlantSessions(gpu, [.. Enumerable.Range(1, Many).Select(id => new PlantedSession(id, 10_000 + id, id % 3, 16 * id, 16))]);
            _stub.PlantProcesses(gpu, mode: 0, [.. Enumerable.Range(1, Many).Select(id => (10_000L + id, 1L << 20))]);
            _stub.PlantSamples(gpu, [.. Enumerable.Range(1, Many).Select(id => new PlantedSample(10_000 + id, 1_000, 1, 1, 1, 1))]);
            _stub.RenewSamples(gpu);
        }

        await using var daemon = Start("on");
        var page = await daemon.Until(gpu: true, page => page.Count("gpu_process_memory_bytes") == NvmlStub.GpusWithLists * 32, "the processes that are shown");
        Assert.Equal(Many - 32, page["gpu_processes_unlisted", NvmlStub.BusId(0)]);
        Assert.Equal(Many - 32, page["gpu_encoder_sessions_unlisted", NvmlStub.BusId(0)]);
        Assert.Equal(32 + 3, page.Count("gpu_encoder_codec_sessions", NvmlStub.BusId(0)));
        foreach (var path in new[] { "/readings.json?since=0", "/", "/metrics" })
            Assert.NotEmpty(await daemon.Gpu(path));
        var samples = Page.Parse(await daemon.Gpu())["wattd_collector_samples_total", "gpu"];
        await daemon.Until(gpu: true, page => page["wattd_collector_samples_total", "gpu"] > samples + 10, "more samples");
    }

    DaemonProcess Start(string processes) => DaemonProcess.Start(
    [
        "--cpu", "off", "--path.procfs", _folder.Path, "--path.sysfs", _folder.Path, "--gpu.nvml-library", _stub.Library, "--gpu.interval", "100ms",
        "--gpu.processes", processes,
    ]);
}
