using System.Net;
using System.Net.Sockets;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>The published binary on a machine with an ACPI power meter.</summary>
public sealed class WallTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly PlantedHwmon _hwmon;

    public WallTests()
    {
        _hwmon = new PlantedHwmon(_folder.Path);
        new PowercapTreeBuilder(_folder.Path).Zone("intel-rapl:0", "package-0");
        // For check, which may run as another user.
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
    }

    public void Dispose() => _folder.Dispose();

    string[] Here => ["--path.sysfs", _folder.Path, "--path.procfs", _folder.Path, "--gpu", "off"];

    [Fact]
    public async Task OfOtherChipsNothingButTheNameIsOpened()
    {
        string[] others =
        [
            _hwmon.Other(0, "nvme", ("temp1_input", "38850"), ("temp1_label", "Composite")),
            _hwmon.Other(1, "coretemp", ("temp1_input", "52000"), ("temp2_input", "50000")),
            _hwmon.Other(2, "amdgpu", ("power1_average", "49000000"), ("power1_input", "51000000"), ("power1_cap", "72000000")),
        ];
        var meter = _hwmon.Meter(3, PlantedHwmon.Layout.Hwmon);
        using var opened = new OpenedFiles(others);
        using var openedOfMeter = new OpenedFiles(meter);
        await using var daemon = DaemonProcess.Start([.. Here, "--discovery.interval", "1s"]);
        await daemon.Until(gpu: false, page => page["wattd_collector_samples_total", "wall"] > 3, "four readings of the meter");

        Assert.Equal(["name"], opened.Names());
        Assert.Equal(
            ["name", "power1_accuracy", "power1_average", "power1_average_interval", "power1_model_number", "power1_oem_info"],
            openedOfMeter.Names().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AMachineWithAMeterShowsItEverywhere()
    {
        var meter = _hwmon.Meter(0, PlantedHwmon.Layout.Hwmon);
        await using var daemon = DaemonProcess.Start(Here);
        var page = await daemon.Until(gpu: false, page => page.Count("wall_power_watts") == 1, "a power meter");

        Assert.Equal(412, page["wall_power_watts", "source=\"acpi\"", "meter=\"acpi0\""]);
        Assert.Equal(412, page["wall_power_max_watts"]);
        Assert.Equal(1, page["wall_info", "oem=\"whole node\"", "accuracy=\"95.0%\""]);
        Assert.Equal("OK", (await daemon.Cpu("/health")).Trim());

        PlantedHwmon.Write(meter, "power1_average", "4294967295000");
        await daemon.Until(gpu: false, gone => gone.Count("wall_power_watts") == 0, "no reading");
        var nonsense = await daemon.Until(gpu: false, page => page["wattd_collector_errors_total", "wall", "nonsense"] > 0, "the error");
        Assert.Equal(1, nonsense["wattd_collector_down_reason", "wall", "nonsense"]);
        Assert.Equal(1, nonsense["wall_meters_discovered"]);
        Assert.Contains("shows 4294967.295 W, which no machine draws", await daemon.Logged("No wall readings"));
    }

    [Fact]
    public async Task AloneItIsServedOnThePortOfTheCpuCollectorThatIsOff()
    {
        _hwmon.Meter(0, PlantedHwmon.Layout.Hwmon);
        await using var daemon = DaemonProcess.Start([.. Here, "--cpu", "off"]);
        var page = await daemon.Until(gpu: false, page => page.Count("wall_power_watts") == 1, "the power meter");

        Assert.Equal(412, page["wall_power_watts"]);
        var (_, checkedPorts, _) = await DaemonProcess.Run(["check", .. Here, "--cpu", "off", "--cpu.port", $"{daemon.CpuPort}"]);
        Assert.Contains($"port {daemon.CpuPort} is ", checkedPorts);
    }

    [Fact]
    public async Task AloneItNamesTheSettingOfAPortThatIsInUse()
    {
        using var other = new TcpListener(IPAddress.IPv6Any, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var (exitCode, _, error) = await DaemonProcess.Run([.. Here, "--cpu", "off", "--cpu.port", $"{port}"]);

        Assert.Equal(1, exitCode);
        Assert.Contains($"cpu.port = {port}: the port is in use by another process", error);
    }

    [Fact]
    public async Task AMachineWithoutAMeterIsHealthyAndQuiet()
    {
        await using var daemon = DaemonProcess.Start(Here);
        var page = await daemon.Until(
            gpu: false, page => page.Count("wattd_collector_down_reason", "wall", "no_meter") == 1 && page["rapl_available"] == 1, "no power meter");

        Assert.Equal(0, page.Count("wall_power_watts"));
        Assert.Equal(0, page["wall_meters_discovered"]);
        Assert.Equal("OK", (await daemon.Cpu("/health")).Trim());
        Assert.All(daemon.Log, line => Assert.Contains(" INF ", line));
    }

    [Fact]
    public async Task CheckComparesTheMeterOfTheDaemonWithItsParts()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        await daemon.Until(gpu: false, page => page.Count("wall_power_watts") == 1 && page.Count("rapl_power_watts") == 5, "a power meter");
        await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == 2, "two GPUs");

        var (exitCode, output, _) = await DaemonProcess.Run(
            ["check", "--only", "wall.balance", "--cpu.port", $"{daemon.CpuPort}", "--gpu.port", $"{daemon.GpuPort}"]);
        Assert.Equal(0, exitCode);
        Assert.Matches(@"^ok +wall\.balance  the power meter acpi0 shows [0-9.]+ W, [0-9.]+ W more than packages and GPUs together", output);
    }
}
