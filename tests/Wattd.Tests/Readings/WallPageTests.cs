using Wattd.Collectors;
using Wattd.Collectors.Wall;
using Wattd.Tests.Support;

namespace Wattd.Tests.Readings;

/// <summary>The power meter on the page for people, as a real browser shows it.</summary>
public sealed class WallPageTests(Browser browser) : IClassFixture<Browser>
{
    readonly MadeUpNode _node = new();

    [Fact]
    public async Task TheWallIsBesideTheSumOfItsPartsWithWhatIsBetweenThem()
    {
        _node.SampleCpu();
        _node.SampleGpu(MadeUpNode.Gpus with { Gpus = [MadeUpNode.Gpus.Gpus[0]] }, MadeUpNode.GpuReadings[0]);
        _node.SampleWall(412);
        await using var server = await RunningServer.StartAsync(_node);
        var tab = await Open(server);
        Assert.Equal(
            ["Packages + GPUs", "CPU packages", "GPUs", "Wall", "Everything else", "Platform"], await tab.Texts(".figures div:not([hidden]) dt"));
        Assert.Equal(["310.0W", "199.6W", "110.4W", "412.0W", "102.0W", "—W"], await tab.Texts(".figures div:not([hidden]) .figure"));
        Assert.Equal(["acpi0"], await tab.Texts("section[aria-label=Wall] h3"));
        Assert.StartsWith("peak 448 W", await tab.Text(".tile.wall dd.note"));
        Assert.Contains("Wall", await tab.Texts(".legend li"));
        Assert.Empty(await tab.Problems());
    }

    [Fact]
    public async Task WhileAGpuIsNotKnownNothingIsSaidOfTheRest()
    {
        _node.SampleCpu();
        _node.SampleGpu();
        _node.SampleWall(412);
        await using var server = await RunningServer.StartAsync(_node);
        var tab = await Open(server);
        Assert.Equal(["310.0W", "199.6W", "110.4W", "412.0W", "—W", "—W"], await tab.Texts(".figures div:not([hidden]) .figure"));
    }

    [Fact]
    public async Task OfSeveralMetersEachIsShownAndNoneIsTheMachine()
    {
        _node.SampleCpu();
        _node.SampleWall();
        _node.Wall.Publish(
            _node.Time.GetTimestamp(), new WallInventory([.. MadeUpNode.Meters.Meters, new WallMeter("acpi", "acpi1")]),
            [new WallReading(new Power(412), null, null), new WallReading(new Power(300), null, null)]);
        await using var server = await RunningServer.StartAsync(_node);
        var tab = await Open(server);
        Assert.Equal(["acpi0", "acpi1"], await tab.Texts("section[aria-label=Wall] h3"));
        Assert.DoesNotContain("Wall", await tab.Texts(".figures div:not([hidden]) dt"));
        Assert.DoesNotContain("Wall", await tab.Texts(".legend li"));
    }

    async Task<BrowserTab> Open(RunningServer server)
    {
        var tab = await browser.OpenAsync();
        await tab.Open($"http://{server.Cpu}/");
        await tab.Until("document.querySelector('.tile.wall .value')", "the power meter");
        return tab;
    }
}
