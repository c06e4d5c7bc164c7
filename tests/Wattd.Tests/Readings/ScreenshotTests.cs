using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Cpu.Powercap;
using Wattd.Collectors.Encodes;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Collectors.Wall;
using Wattd.Tests.Support;

namespace Wattd.Tests.Readings;

/// <summary>The pictures in docs/screenshots: <c>SCREENSHOTS=1</c> takes them again, otherwise they must exist and be small.</summary>
public sealed class ScreenshotTests(Browser browser) : IClassFixture<Browser>
{
    const int MostBytes = 180 * 1024, MostLargeBytes = 360 * 1024;

    // A longer page is cut off here.
    const int MostHeight = 1300, MostPhoneHeight = 1500, MostLargeHeight = 2500;

    [Theory]
    [InlineData("page", 1024, false, null)]
    [InlineData("page-dark", 1024, true, null)]
    [InlineData("page-phone", 390, false, null)]
    [InlineData("page-encodes", 1024, false, "section:has(table.encodes)")]
    public Task ANodeAtWork(string name, int width, bool dark, string? only)
    {
        var node = new MadeUpNode();
        using var cpu = new SimulatedCpuSampler(new CpuOptions(), node.Cpu, node.Time);
        var processes = new GpuProcessDemand(isServed: false);
        using var gpu = new SimulatedGpuSource(new GpuOptions(), node.Time, processes);
        using var wall = new SimulatedWallSource(node.Time);
        using var encodes = new EncodesSampler(
            new EncodesOptions { IdleWatts = SimulatedCgroups.IdleWatts, GpuIdleWatts = SimulatedCgroups.GpuIdleWatts },
            new SimulatedCgroups(node.Time), new SimulatedProgress(node.Time), new CpuFeed(node.Cpu, node.CpuStatus),
            new GpuFeed(node.Gpu, node.GpuStatus, processes), node.Encodes, node.Time, NullLogger.Instance);
        for (var second = 0; second < 700; second++)
        {
            node.Time.Advance(TimeSpan.FromSeconds(1));
            cpu.Sample();
            node.SampleGpu(gpu);
            node.SampleWall(wall.Read().Values[0].Watts!.Value);
            node.CpuStatus.Sampled(node.Time.GetTimestamp(), TimeSpan.Zero);
            encodes.Sample();
        }
        node.SampleEncodes(node.Encodes.Read());
        return Take(node, name, width, dark, simulated: true, only: only);
    }

    [Fact]
    public Task ANodeInTrouble()
    {
        using var empty = new TemporaryFolder();
        var node = new MadeUpNode();
        using var gpu = new SimulatedGpuSource(new GpuOptions(), node.Time);
        node.CpuStatus.Down(CpuFailure.NoPowercap, new CpuSource(new CpuOptions { SysfsPath = empty.Path }).MissingMessage
            .Replace(empty.Path, "/sys", StringComparison.Ordinal));
        for (var second = 0; second < 700; second++)
        {
            node.Time.Advance(TimeSpan.FromSeconds(1));
            node.SampleGpu(gpu, isSecondLost: second > 430);
        }
        return Take(node, "page-trouble", 1280, dark: false, simulated: false);
    }

    [Fact]
    public Task ALargeNode()
    {
        var large = new LargeNode();
        large.Sample(
            (3, reading => default), (11, reading => reading with { Throttle = ThrottleReasons.SoftwarePowerCap }));
        return Take(large.Node, "page-large", 1920, dark: false, simulated: false, scale: 0.5);
    }

    async Task Take(MadeUpNode node, string name, int width, bool dark, bool simulated, double scale = 1, string? only = null)
    {
        var file = Path.Combine(Repository.Root, "docs", "screenshots", $"{name}.png");
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") == "1")
        {
            await using var server = await RunningServer.StartAsync(node, simulated: simulated);
            var tab = await browser.OpenAsync();
            await tab.Size(width, 900, dark);
            await tab.Open($"http://{server.Cpu}/");
            await tab.Until("document.querySelector('.gpu .line').getAttribute('d')", "the past");
            var height = (int)(await tab.Evaluate("document.documentElement.scrollHeight"))!;
            height = Math.Min(height, width switch { < 600 => MostPhoneHeight, > 1280 => MostLargeHeight, _ => MostHeight });
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var top = 0;
            if (only is not null)
            {
                var box = $"document.querySelector('{only}').getBoundingClientRect()";
                (top, height) = ((int)(await tab.Evaluate($"Math.floor({box}.top + scrollY)"))!, (int)(await tab.Evaluate($"Math.ceil({box}.height)"))!);
            }
            await File.WriteAllBytesAsync(file, await tab.Screenshot(width, height, scale, top));
        }
        Assert.True(File.Exists(file), $"{file} is missing: make screenshots");
        Assert.InRange(new FileInfo(file).Length, 1, width > 1280 ? MostLargeBytes : MostBytes);
    }
}
