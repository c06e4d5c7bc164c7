using System.Diagnostics;
using System.Text;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary><c>wattd metrics</c> on simulated hardware prints a complete page or nothing.</summary>
public sealed class MetricsCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly MovingCounters _counters = new();

    public void Dispose()
    {
        _counters.Dispose();
        _folder.Dispose();
    }

    string[] On(string library, params string[] more) =>
    [
        "metrics", "--path.sysfs", _folder.Path, "--path.procfs", _folder.Path,
        "--gpu.nvml-library", library, "--gpu.nvidia-smi", "/nowhere/nvidia-smi", .. more,
    ];

    void PlantMovingZones()
    {
        var tree = new PowercapTreeBuilder(_folder.Path);
        _counters.Add(tree.Zone("intel-rapl:0", "package-0").Constraint(0, "long_term", 100_000_000), watts: 120);
        _counters.Add(tree.Zone("intel-rapl:0:0", "dram"), watts: 15);
        _counters.Start();
    }

    [Fact]
    public async Task CpuAndGpuAreOnOnePageWithTheirPower()
    {
        PlantMovingZones();
        using var stub = new NvmlStub(gpus: 2);

        var (exitCode, output, error) = await DaemonProcess.Run(On(stub.Library));

        var page = Page.Parse(output);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.InRange(page["rapl_power_watts", "package_0"]!.Value, 100, 140);
        Assert.InRange(page["rapl_power_watts", "dram"]!.Value, 10, 20);
        Assert.Equal(110.5, page["gpu_power_draw_watts", NvmlStub.BusId(0)]);
        Assert.Equal(4, page.Count("wattd_collector_up"));
    }

    [Fact]
    public async Task CountersOfTheProcessAreOmittedAndCountersOfTheDriverAreNot()
    {
        PlantMovingZones();
        using var stub = new NvmlStub(gpus: 2);
        stub[1, NvmlValue.Energy] = -1;

        var page = Page.Parse((await DaemonProcess.Run(On(stub.Library))).Output);

        Assert.Equal(7_654_321, page["gpu_energy_joules_total"]);
        Assert.Equal(4, page.Count("gpu_ecc_errors_total"));
        string[] own =
        [
            "rapl_energy_joules_total", "rapl_wraps_total", "wattd_collector_samples_total", "wattd_collector_realtime",
            "wattd_collector_lateness_seconds_count", "process_start_time_seconds", "gpu_exporter_alive", "cpu_exporter_info",
        ];
        Assert.All(own, family => Assert.Equal(0, page.Count(family)));
    }

    [Fact]
    public async Task OpenMetricsEndsWithItsMarker()
    {
        var (exitCode, output, _) = await DaemonProcess.Run(["metrics", "--simulate", "--format", "openmetrics"]);
        Assert.Equal(0, exitCode);
        Assert.EndsWith("# EOF\n", output);
        Assert.NotEmpty(OpenMetricsParser.Parse(Encoding.UTF8.GetBytes(output)));
    }

    [Fact]
    public async Task WithoutAnythingToMeasureThereIsNoPageAndOneReason()
    {
        var (exitCode, output, error) = await DaemonProcess.Run(On("/nowhere/libnvidia-ml.so.1", "--log.level", "error"));
        Assert.Equal((1, ""), (exitCode, output));
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("Nothing could be measured", line);
        Assert.Contains("no RAPL zone", line);
        Assert.Contains("/nowhere/libnvidia-ml.so.1", line);
    }

    [Fact]
    public async Task ARequiredDeviceThatIsMissingIsNoPageEither()
    {
        using var stub = new NvmlStub();
        var (exitCode, output, error) = await DaemonProcess.Run(On(stub.Library, "--cpu", "required"));
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("no RAPL zone", error);
    }

    [Fact]
    public async Task ACollectorThatIsDownIsOnThePageOfTheOther()
    {
        using var stub = new NvmlStub();
        stub.Return(NvmlFunction.nvmlDeviceGetUtilizationRates, gpu: 0, 15);
        var (exitCode, output, _) = await DaemonProcess.Run(On(stub.Library));
        var page = Page.Parse(output);
        Assert.Equal(0, exitCode);
        Assert.Equal(0, page["wattd_collector_up", "collector=\"cpu\""]);
        Assert.Equal(1, page["wattd_collector_down_reason", "reason=\"no_powercap\""]);
        Assert.Equal(0, page["rapl_available"]);
        Assert.Equal(0, page["gpu_up"]);
    }

    [Fact]
    public async Task ADriverThatHangsCostsItsTimeoutAndNoMore()
    {
        PlantMovingZones();
        using var stub = new NvmlStub();
        stub.Hang(NvmlFunction.nvmlDeviceGetEncoderUtilization);
        var (exitCode, output, error) = await DaemonProcess.Run(On(stub.Library, "--gpu.timeout", "1s"));
        Assert.Equal(0, exitCode);
        Assert.Equal(1, Page.Parse(output)["wattd_collector_down_reason", "reason=\"timeout\""]);
        Assert.Contains("hangs", error);
    }

    [Fact]
    public async Task WrongSettingsEndItWithTheirOwnCode()
    {
        var (exitCode, output, error) = await DaemonProcess.Run(["metrics", "--cpu.window", "never"]);
        Assert.Equal((78, ""), (exitCode, output));
        Assert.Contains("cpu.window: 'never' (from --cpu.window)", error);
    }

    [Theory]
    [InlineData("| head -n 1", 0, "")]
    [InlineData(">/dev/full", 1, "do not use it")]
    public async Task AClosedPipeAndAFullDiskAreNoStackTrace(string redirection, int exitCode, string said)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash",
            ["-c", $"'{DaemonProcess.Binary}' metrics --simulate --cpu.window 10ms --cpu.interval 10ms {redirection}; exit ${{PIPESTATUS[0]}}"])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(exitCode, shell.ExitCode);
        Assert.Contains(said, error);
        Assert.DoesNotContain("   at ", error);
    }
}
