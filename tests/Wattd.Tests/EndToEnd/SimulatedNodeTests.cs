using System.Net;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

public sealed class SimulatedNodeTests
{
    [Fact]
    public async Task BothEndpointsServeANodeThatSaysItIsSimulated()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);

        var cpu = await daemon.Until(gpu: false, page => page.Count("rapl_power_watts") == 5, "five zones");
        var gpu = await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == 2, "two GPUs");

        Assert.Equal(1, cpu["wattd_simulated"]);
        Assert.Equal(1, gpu["wattd_simulated"]);
        Assert.StartsWith("# SIMULATED", await daemon.Cpu());
        Assert.StartsWith("# SIMULATED", await daemon.Gpu());
        Assert.All(daemon.Log, line => Assert.Contains("[simulated]", line));
        Assert.Contains("simulated", await daemon.Cpu("/"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task ASimulatedNodesEnergyAndPowerAgree()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        var first = await daemon.Until(gpu: false, page => page.Count("rapl_power_watts") == 5, "five zones");

        var second = await daemon.Until(
            gpu: false, page => Energy(page) > Energy(first) + 100, "another hundred joules");

        Assert.InRange(second["rapl_power_watts", "package_0"]!.Value, 90, 165);
    }

    [Fact]
    public async Task WattsHaveADigitForAMilliwattAndJoulesForAMicrojouleAtMost()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        await daemon.Until(gpu: false, page => page.Count("rapl_power_watts") == 5, "five zones");
        await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == 2, "two GPUs");
        var lines = $"{await daemon.Cpu()}\n{await daemon.Gpu()}".Split('\n').Where(line => !line.StartsWith('#')).ToList();
        Assert.All(lines.Where(line => line.Contains("_watts{")), line => Assert.InRange(Decimals(line), 0, 3));
        Assert.All(lines.Where(line => line.Contains("_joules_total{")), line => Assert.InRange(Decimals(line), 0, 6));
    }

    static int Decimals(string line) => line[line.LastIndexOf(' ')..].Split('.') is [_, var digits] ? digits.Length : 0;

    static double Sum(Page page, string series) => page.Series.Where(pair => pair.Key.StartsWith(series, StringComparison.Ordinal)).Sum(pair => pair.Value);

    static double Energy(Page page) => page["rapl_energy_joules_total", "package_0"] ?? 0;

    [Fact]
    public async Task OnePortForBothServesEverythingOnOnePage()
    {
        var port = DaemonProcess.FreePort();
        await using var daemon = DaemonProcess.StartAsIs(
            ["--simulate", "on", "--cpu.port", $"{port}", "--gpu.port", $"{port}"], port, port);

        var page = await daemon.Until(gpu: false, page => page.Count("rapl_power_watts") == 5, "five zones");

        Assert.Equal(2, page.Count("gpu_power_draw_watts"));
        Assert.Equal(4, page.Count("wattd_collector_up"));
    }

    [Fact]
    public async Task ItsWallContainsItsPackagesAndGpus()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        var gpu = await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == 2, "two GPUs");
        var cpu = await daemon.Until(gpu: false, page => page.Count("wall_power_watts") == 1 && page.Count("rapl_power_watts") == 5, "a power meter");

        Assert.InRange(cpu["wall_power_watts"]!.Value, Sum(cpu, "rapl_power_watts{zone=\"package_") + Sum(gpu, "gpu_power_draw_watts"), 1000);
        Assert.Equal(0, gpu.Count("wall_power_watts"));
        Assert.Equal(1, cpu["wall_meters_discovered"]);
    }

    [Fact]
    public async Task TheSharesOfItsEncodesAddUp()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        var page = await daemon.Until(
            gpu: false, page => Sum(page, "encode_energy_joules_total{encode=\"channel-1\"") > 100 && page.Count("encode_fps") == 4, "energy of encodes");
        foreach (var component in (string[])["cpu", "dram"])
        {
            var parts = page.Series.Where(pair => pair.Key.StartsWith($"energy_split_joules_total{{component=\"{component}\"", StringComparison.Ordinal)).ToList();
            Assert.Equal(3, parts.Count);
            Assert.Equal(
                page["energy_split_joules_total", $"component=\"{component}\"", "part=\"encodes\""]!.Value,
                page.Series.Where(pair => pair.Key.StartsWith("encode_energy_joules_total", StringComparison.Ordinal) && pair.Key.Contains($"component=\"{component}\"")).Sum(pair => pair.Value),
                5);
        }
        Assert.True(page["energy_split_joules_total", "component=\"cpu\"", "part=\"idle\""] > 0);
    }

    [Fact]
    public async Task HealthIsOkAndUnknownPathsAreNotFound()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == 2, "two GPUs");

        Assert.Equal("OK", (await daemon.Gpu("/health")).Trim());
        Assert.Equal(HttpStatusCode.NotFound, await daemon.StatusOf(daemon.GpuPort, "/nothing"));
    }
}
