using Wattd.Collectors.Cpu;
using Wattd.Collectors.Cpu.Powercap;
using Wattd.Collectors.Gpu;
using Wattd.Tests.Support;

namespace Wattd.Tests.Readings;

/// <summary>The pictures in docs/screenshots: <c>SCREENSHOTS=1</c> takes them anew, else they have to be there and small.</summary>
public sealed class ScreenshotTests(Browser browser) : IClassFixture<Browser>
{
    const int MostBytes = 150 * 1024;

    [Theory]
    [InlineData("page", 1024, 1160, false)]
    [InlineData("page-dark", 1024, 1160, true)]
    [InlineData("page-phone", 390, 1500, false)]
    public Task ANodeAtWork(string name, int width, int height, bool dark)
    {
        var node = new MadeUpNode();
        using var cpu = new SimulatedCpuSampler(new CpuOptions(), node.Cpu, node.Time);
        using var gpu = new SimulatedGpuSource(node.Time);
        for (var second = 0; second < 700; second++)
        {
            node.Time.Advance(TimeSpan.FromSeconds(1));
            cpu.Sample();
            node.SampleGpu(gpu);
        }
        node.CpuStatus.Sampled(node.Time.GetTimestamp(), TimeSpan.Zero);
        return Take(node, name, width, height, dark, simulated: true);
    }

    [Fact]
    public Task ANodeInTrouble()
    {
        using var empty = new TemporaryFolder();
        var node = new MadeUpNode();
        using var gpu = new SimulatedGpuSource(node.Time);
        node.CpuStatus.Down(CpuFailure.NoPowercap, new CpuSource(new CpuOptions { SysfsPath = empty.Path }).MissingMessage
            .Replace(empty.Path, "/sys", StringComparison.Ordinal));
        for (var second = 0; second < 700; second++)
        {
            node.Time.Advance(TimeSpan.FromSeconds(1));
            node.SampleGpu(gpu, isSecondLost: second > 430);
        }
        return Take(node, "page-trouble", 1280, 880, dark: false, simulated: false);
    }

    async Task Take(MadeUpNode node, string name, int width, int height, bool dark, bool simulated)
    {
        var file = Path.Combine(Repository.Root, "docs", "screenshots", $"{name}.png");
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") == "1")
        {
            await using var server = await RunningServer.StartAsync(node, simulated: simulated);
            var tab = await browser.OpenAsync();
            await tab.Size(width, height, dark);
            await tab.Open($"http://{server.Cpu}/");
            await tab.Until("document.querySelector('.gpu .line').getAttribute('d')", "the past");
            await tab.Evaluate("document.getElementById('host').textContent = 'encode-17'");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, await tab.Screenshot(width, height));
        }
        Assert.True(File.Exists(file), $"{file} is missing: make screenshots");
        Assert.InRange(new FileInfo(file).Length, 1, MostBytes);
    }
}
