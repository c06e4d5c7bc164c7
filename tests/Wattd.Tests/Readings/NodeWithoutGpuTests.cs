using Wattd.Tests.Support;

namespace Wattd.Tests.Readings;

/// <summary>The page for people on a node that has no GPU, as a real browser shows it.</summary>
public sealed class NodeWithoutGpuTests(Browser browser) : IClassFixture<Browser>
{
    readonly MadeUpNode _node = new();

    [Fact]
    public async Task WhereNoneIsWantedNothingIsWrong()
    {
        _node.SampleCpu();
        _node.GpuStatus.Down("library_missing", "There is no driver.", isWanted: false);
        await using var server = await RunningServer.StartAsync(_node);
        var tab = await Open(server);
        Assert.Equal("", await tab.Text("#problems"));
        Assert.Equal("No NVIDIA GPU on this node", await tab.Text("section[aria-label=GPUs] p"));
        Assert.EndsWith("no NVIDIA GPU on this node", await tab.Text(".collectors .absent"));
        Assert.Equal(["CPU packages", "Platform"], await tab.Texts(".figures div:not([hidden]) dt"));
        Assert.StartsWith(MadeUpNode.Host, (string?)await tab.Evaluate("document.title"));
    }

    [Fact]
    public async Task WhereOneIsRequiredItIsTrouble()
    {
        _node.SampleCpu();
        _node.GpuStatus.Down("library_missing", "There is no driver.", isWanted: true);
        await using var server = await RunningServer.StartAsync(_node);
        var tab = await Open(server);
        Assert.Equal("No GPU readings: There is no driver.", await tab.Text("#problems"));
        Assert.Empty(await tab.Texts("section[aria-label=GPUs]"));
        Assert.StartsWith($"(1) {MadeUpNode.Host} ", (string?)await tab.Evaluate("document.title"));
    }

    async Task<BrowserTab> Open(RunningServer server)
    {
        var tab = await browser.OpenAsync();
        await tab.Open($"http://{server.Cpu}/");
        await tab.Until("document.querySelector('.cpu .value')", "the zones");
        return tab;
    }
}
