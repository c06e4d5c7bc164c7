using System.Net;
using Wattd.Daemon;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

public sealed class GpuTroubleTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly FakeNvidiaSmi _smi = new();

    public void Dispose()
    {
        _smi.Dispose();
        _folder.Dispose();
    }

    string[] Nvml(NvmlStub stub) =>
    [
        "--cpu", "off", "--gpu.source", "nvml", "--gpu.nvml-library", stub.Library, "--gpu.interval", "200ms", "--gpu.timeout", "1s",
        "--discovery.interval", "1s", "--path.sysfs", _folder.Path, "--path.procfs", stub.Procfs,
    ];

    string[] Smi =>
    [
        "--cpu", "off", "--gpu.source", "nvidia-smi", "--gpu.nvidia-smi", _smi.Path, "--gpu.interval", "300ms", "--gpu.timeout", "2s",
        "--discovery.interval", "1s", "--path.sysfs", _folder.Path, "--path.procfs", _folder.Path,
    ];

    [Fact]
    public async Task TheGpusOfNvmlAreServedWithTheirValues()
    {
        using var stub = new NvmlStub(gpus: 2);
        await using var daemon = DaemonProcess.Start(Nvml(stub));

        var page = await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == 2, "two GPUs");

        Assert.Equal(2, page["gpu_count"]);
        Assert.Equal(110.5, page["gpu_power_draw_watts", NvmlStub.Uuid(0)]);
        Assert.Equal(350, page["gpu_power_limit_watts", NvmlStub.BusId(0)]);
        Assert.Equal(48_305_799_168, page["gpu_memory_total_bytes", NvmlStub.Uuid(1)]);
        Assert.Equal(3, page["gpu_encoder_sessions", NvmlStub.Uuid(1)]);
        Assert.Equal(92, page["gpu_temperature_slowdown_celsius", NvmlStub.Uuid(1)]);
        Assert.Equal(13.5, page["gpu_throttle_seconds_total", NvmlStub.Uuid(1), "reason=\"sw_thermal_slowdown\""]);
        Assert.Equal(9_877_543_210, page["gpu_pcie_receive_bytes_total", NvmlStub.Uuid(1)]);
        Assert.Equal(1, page["gpu_info", NvmlStub.Uuid(0), "source=\"nvml\"", "driver_version=\"580.95.05\""]);
    }

    [Fact]
    public async Task ABurstBetweenTwoReadingsIsInTheMaximaOfEveryScraper()
    {
        using var stub = new NvmlStub(gpus: 1);
        await using var daemon = DaemonProcess.Start(Nvml(stub));
        await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == 1, "the GPU");

        // The driver takes samples for two seconds, with the peak in their middle.
        stub[0, NvmlValue.PowerSampleTime] += 2_000_000;
        stub[0, NvmlValue.EncoderSampleTime] += 2_000_000;

        for (var scraper = 0; scraper < 2; scraper++)
        {
            var page = await daemon.Until(gpu: true, page => page["gpu_power_draw_max_watts", NvmlStub.Uuid(0)] == 287, "the peak");
            Assert.Equal(93, page["gpu_encoder_utilization_max_percent", NvmlStub.Uuid(0)]);
            Assert.Equal(110.5, page["gpu_power_draw_watts", NvmlStub.Uuid(0)]);
        }
    }

    [Fact]
    public async Task AGpuThatIsLostAndReturnsDoesNotAffectTheOther()
    {
        using var stub = new NvmlStub(gpus: 2);
        await using var daemon = DaemonProcess.Start(Nvml(stub));
        await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == 2, "two GPUs");

        stub.ReturnForGpu(1, 15);
        var page = await daemon.Until(gpu: true, page => page["gpu_up", NvmlStub.Uuid(1)] == 0, "the lost GPU");
        Assert.Equal(1, page["gpu_up", NvmlStub.Uuid(0)]);
        Assert.Equal(1, page.Count("gpu_power_draw_watts"));
        Assert.Equal(2, page["gpu_count"]);

        stub.ReturnForGpu(1, 0);
        await daemon.Until(gpu: true, page => page["gpu_up", NvmlStub.Uuid(1)] == 1, "the GPU again");
    }

    [Fact]
    public async Task AReplacedDriverIsUsedAgain()
    {
        using var stub = new NvmlStub(gpus: 1);
        await using var daemon = DaemonProcess.Start(Nvml(stub));
        await daemon.Until(gpu: true, page => page["gpu_up"] == 1, "the GPU");

        stub.Code = 18;
        var page = await daemon.Until(gpu: true, page => page["wattd_collector_up", "\"gpu\""] == 0, "the outage");
        Assert.Equal(1, page["wattd_collector_down_reason", "version_mismatch"]);
        Assert.Equal(0, page["gpu_up"]);
        Assert.Equal(0, page.Count("gpu_power_draw_watts"));
        Assert.Equal(HttpStatusCode.OK, await daemon.StatusOf(daemon.GpuPort, "/"));

        stub.DriverVersion = "590.44.01";
        stub.Code = 0;
        await daemon.Until(gpu: true, page => page.Count("gpu_info", "590.44.01") == 1 && page["gpu_up"] == 1, "the new driver");
    }

    [Fact]
    public async Task ACallThatNeverReturnsIsReportedAndTheDaemonStillServesAndStops()
    {
        using var stub = new NvmlStub(gpus: 1);
        await using var daemon = DaemonProcess.Start(Nvml(stub));
        await daemon.Until(gpu: true, page => page["gpu_up"] == 1, "the GPU");

        stub.Hang(NvmlFunction.nvmlDeviceGetEnforcedPowerLimit);
        var page = await daemon.Until(gpu: true, page => page["wattd_collector_down_reason", "timeout"] == 1, "the time-out");
        Assert.True(page["wattd_collector_errors_total", "\"gpu\"", "timeout"] >= 1);
        page = await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == 0, "no reading");
        Assert.Equal(0, page["gpu_up"]);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await daemon.StatusOf(daemon.GpuPort, "/health"));
        Assert.Contains("gpu", await daemon.Gpu("/health"));

        var (exitCode, _) = await daemon.Stop();
        Assert.Equal(ExitCode.Success, exitCode);
        stub.Hang(NvmlFunction.nvmlDeviceGetEnforcedPowerLimit, hangs: false);
    }

    [Fact]
    public async Task ADriverThatStartsForLongerThanTheTimeoutBlocksNothingAndIsMeasured()
    {
        using var stub = new NvmlStub(gpus: 2);
        new PowercapTreeBuilder(_folder.Path).Zone("intel-rapl:0", "package-0");
        stub.Hang(NvmlFunction.nvmlInit_v2);
        using var systemd = new FakeNotifySocket();
        await using var daemon = DaemonProcess.Start(
            Nvml(stub).Skip(2),
            new Dictionary<string, string> { ["NOTIFY_SOCKET"] = systemd.Path, ["WATCHDOG_USEC"] = "1000000" });

        // Both ports, READY and the watchdog, while the driver has not started yet.
        var cpu = await daemon.Until(gpu: false, page => page.Count("rapl_energy_joules_total") == 1, "the CPU");
        Assert.Equal(1, cpu["wattd_collector_up", "\"cpu\""]);
        await Eventually.True(() => systemd.Messages.Contains("READY=1"), "READY=1");
        var page = await daemon.Until(gpu: true, page => page["wattd_collector_down_reason", "starting"] == 1, "starting");
        Assert.Equal((0, 0), (page["gpu_count"], page["wattd_collector_up", "\"gpu\""]));
        await daemon.Logged("is still starting");
        await Eventually.True(() => systemd.Messages.Count(message => message == "WATCHDOG=1") >= 10, "watchdog notifications");

        stub.Hang(NvmlFunction.nvmlInit_v2, hangs: false);
        await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == 2, "the GPUs");
        Assert.Equal((1, 2), (stub.Inits, stub.Calls(NvmlFunction.nvmlDeviceGetHandleByIndex_v2)));
        await daemon.Logged("GPU readings come from nvml");
        Assert.Single(daemon.Log, line => line.Contains("is still starting", StringComparison.Ordinal));
        Assert.DoesNotContain(daemon.Log, line =>
            line.Contains("ERR", StringComparison.Ordinal) || line.Contains("reboot", StringComparison.Ordinal));

        await daemon.Stop();
        Assert.Equal(0, stub.Open);
    }

    [Fact]
    public async Task ARequiredMeterIsReadWhileARequiredDriverStarts()
    {
        using var stub = new NvmlStub(gpus: 1);
        using var opened = new OpenedFiles(new PlantedHwmon(_folder.Path).Meter(0, PlantedHwmon.Layout.Hwmon));
        stub.Hang(NvmlFunction.nvmlInit_v2);
        using var systemd = new FakeNotifySocket();
        await using var daemon = DaemonProcess.Start(
            [.. Nvml(stub), "--gpu", "required", "--wall", "required"],
            new Dictionary<string, string> { ["NOTIFY_SOCKET"] = systemd.Path });

        await Eventually.True(() => stub.Calls(NvmlFunction.nvmlInit_v2) == 1, "the driver starts");
        await Eventually.True(() => opened.Names().Contains("power1_average"), "the meter is read");
        Assert.DoesNotContain("READY=1", systemd.Messages);

        stub.Hang(NvmlFunction.nvmlInit_v2, hangs: false);
        await Eventually.True(() => systemd.Messages.Contains("READY=1"), "READY=1");
        Assert.Equal(1, Page.Parse(await daemon.Gpu())["gpu_up"]);
    }

    [Fact]
    public async Task OnePageWaitsForADriverThatStartsForLongerThanTheTimeout()
    {
        using var stub = new NvmlStub(gpus: 2);
        stub.Hang(NvmlFunction.nvmlInit_v2);
        var page = DaemonProcess.Run(["metrics", .. Nvml(stub)]);
        await Eventually.True(() => stub.Calls(NvmlFunction.nvmlInit_v2) == 1, "the driver starts");
        // Longer than gpu.timeout; the page may not come before the driver.
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        Assert.False(page.IsCompleted);

        stub.Hang(NvmlFunction.nvmlInit_v2, hangs: false);

        var (exitCode, output, _) = await page;
        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Equal(2, Page.Parse(output).Count("gpu_power_draw_watts"));
    }

    [Fact]
    public async Task AnImpossibleCountOfGpusIsOneLineAndTheDaemonStillServes()
    {
        using var stub = new NvmlStub(gpus: 5_000);
        await using var daemon = DaemonProcess.Start(Nvml(stub));
        var page = await daemon.Until(gpu: true, page => page["wattd_collector_down_reason", "nvml_error"] == 1, "the failure");
        Assert.Equal(0, page["gpu_count"]);
        await daemon.Logged("5000 GPUs");

        foreach (var count in new[] { int.MinValue, -1 })
        {
            var calls = stub.Calls(NvmlFunction.nvmlDeviceGetCount_v2);
            stub.Gpus = count;
            await Eventually.True(() => stub.Calls(NvmlFunction.nvmlDeviceGetCount_v2) > calls, "it is called again");
        }
        stub.Gpus = 1;
        await daemon.Until(gpu: true, page => page["gpu_up"] == 1, "the GPU");
        Assert.Single(daemon.Log, line => line.Contains("No GPU readings", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutADriverTheCountIsZeroAndADriverIsFoundWhenItAppears()
    {
        using var stub = new NvmlStub(gpus: 1);
        var away = stub.Library + ".away";
        File.Move(stub.Library, away);
        await using var daemon = DaemonProcess.Start(Nvml(stub));
        var page = await daemon.Until(gpu: true, page => page["gpu_count"] == 0, "no GPU");
        Assert.Equal(0, page["wattd_collector_up", "\"gpu\""]);
        Assert.Equal(1, page["gpu_exporter_alive"]);
        Assert.Equal(HttpStatusCode.OK, await daemon.StatusOf(daemon.GpuPort, "/health"));

        File.Move(away, stub.Library);

        await daemon.Until(gpu: true, page => page["gpu_up"] == 1, "the GPU");
    }

    [Fact]
    public async Task AnNvidiaSmiThatHangsIsKilledWithItsChildrenWhenTheDaemonStops()
    {
        _smi.Runs("""
            trap '' TERM
            echo $$ >>"$here/pids"
            sleep 1000 &
            echo $! >>"$here/pids"
            wait; sleep 1000
            """);
        await using var daemon = DaemonProcess.Start(Smi);
        await Eventually.True(() => _smi.Pids.Length >= 2, "nvidia-smi was started");

        Assert.Equal(ExitCode.Success, (await daemon.Stop()).ExitCode);

        Assert.All(_smi.Pids, Processes.AssertGone);
    }

    [Fact]
    public async Task AnNvidiaSmiThatHangsDoesNotOutliveADaemonThatIsKilled()
    {
        _smi.Runs("trap '' TERM; echo $$ >>\"$here/pids\"; while :; do :; done");
        await using var daemon = DaemonProcess.Start(Smi);
        await Eventually.True(() => _smi.Pids.Length >= 1, "nvidia-smi was started");

        daemon.Signal(9);
        await daemon.Ended();

        Assert.All(_smi.Pids, Processes.AssertGone);
    }

    [Fact]
    public async Task AnNvidiaSmiThatHangsIsKilledAndCountedAndUsedWhenItWorksAgain()
    {
        _smi.Runs("trap '' TERM; echo $$ >>\"$here/pids\"; while :; do sleep 1; done");
        await using var daemon = DaemonProcess.Start(Smi);
        await daemon.Until(gpu: true, page => page["wattd_collector_errors_total", "\"gpu\"", "timeout"] >= 1, "the time-out");
        Assert.All(_smi.Pids.Take(1), Processes.AssertGone);

        _smi.Prints("""
            <?xml version="1.0" ?>
            <nvidia_smi_log><driver_version>580.95.05</driver_version><attached_gpus>1</attached_gpus>
              <gpu id="00000000:21:00.0"><product_name>Made Up</product_name><uuid>GPU-1</uuid>
                <gpu_power_readings><instant_power_draw>61.25 W</instant_power_draw></gpu_power_readings>
              </gpu>
            </nvidia_smi_log>
            """);

        var page = await daemon.Until(gpu: true, page => page["gpu_power_draw_watts"] == 61.25, "the power");
        Assert.Equal(1, page["gpu_info", "source=\"nvidia-smi\""]);
    }
}
