using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;
using Wattd.Commands;
using Wattd.Commands.Check;
using Wattd.Commands.Top;
using Wattd.Daemon;
using Wattd.Http.Connections;
using Wattd.Metrics;
using Wattd.Readings;
using Wattd.Settings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Toy;

/// <summary>A collector that is unknown outside its folder is set, served, shown and checked like the others.</summary>
public sealed class ToyCollectorTests(Browser browser) : IClassFixture<Browser>
{
    static readonly TimeProvider Time = TimeProvider.System;

    static readonly ToyCollector Kind = new();

    static readonly SettingTable Table = new(
        new OptionSet(Kind.Defaults), [], new("Collectors", Kind.Mode), Kind.Settings);

    readonly Collector _toy = Sampled();

    [Fact]
    public void ItsSettingIsReadAndChecked()
    {
        var given = SettingsLoader.Load(Request("9s")).Options.Get<ToyOptions>();
        Assert.Equal(TimeSpan.FromSeconds(9), given.Level);
        Assert.Contains("toy.level", Assert.Throws<ConfigurationException>(() => SettingsLoader.Load(Request("9h"))).Lines.Single());
    }

    [Fact]
    public void ItsGaugeAndItsStateAreOnAPageOfItsOwnOrOfTheFirstThatHasAPort()
    {
        var endpoints = new Endpoints(MadeUpNode.Build, WattdSettings.Table.Defaults, () => 0, new ReloadStatus(), new RefusalCount(), Time, new PageCompressor());
        var page = endpoints.For([_toy]).Single();
        Assert.Equal(9500, page.Port);
        Assert.Equal(["toy_level 7"], page.Page.Lines("toy_level"));
        Assert.Equal(["wattd_collector_up{collector=\"toy\"} 1"], page.Page.Lines("wattd_collector_up"));

        var other = Sampled() with { Port = 9600 };
        Assert.Equal(9600, endpoints.For([_toy, other]).Single().Port);
    }

    [Fact]
    public void ItsReadingsAreInTheDocumentAndOnTheStatusPage()
    {
        var document = new ReadingsDocument(MadeUpNode.Build, simulated: false, [_toy.View], new SecondClock(Time), Time);
        var toy = JsonElement.Parse(document.Get(since: null).Span).GetProperty("toy");
        Assert.Equal((true, 7), (toy.GetProperty("up").GetBoolean(), toy.GetProperty("toy_level").GetDouble()));

        var page = new HomePage(MadeUpNode.Build, "/metrics", simulated: false, [_toy.View], document, Time).Get();
        Assert.Contains("<h2>Toy</h2>", Encoding.UTF8.GetString(page.Span));
    }

    [Fact]
    public void ItsProblemIsInTheDocumentAndInTop()
    {
        var high = Sampled(SettingsLoader.Load(Request("9s")).Options);
        var document = new ReadingsDocument(MadeUpNode.Build, simulated: false, [high.View], new SecondClock(Time), Time);
        var node = JsonElement.Parse(document.Get(since: null).Span);
        var history = new NodeHistory();
        history.Take(node);
        Assert.Contains("the toy is high: set toy.level to 8s or less", NodeFrame.Of(node, history, "the toy", new FrameStyle(80)).Lines);
        Assert.Empty(_toy.View.Problems());
    }

    [Fact]
    public async Task ItsProblemAndItsStateAreOnTheStatusPage()
    {
        var node = new MadeUpNode();
        node.SampleCpu();
        node.SampleGpu(MadeUpNode.Gpus with { Gpus = [] });
        node.Readings = [.. node.Readings, Sampled(SettingsLoader.Load(Request("9s")).Options, node.Time).View];
        await using var server = await RunningServer.StartAsync(node);
        var tab = await browser.OpenAsync();
        await tab.Open($"http://{server.Cpu}/");
        await tab.Until("document.querySelectorAll('.collectors li').length === 3", "three collectors");
        Assert.Equal(["the toy is high: set toy.level to 8s or less"], await tab.Texts("#problems .problem.bad"));
        Assert.StartsWith("TOY", (await tab.Texts(".collectors li"))[2]);
        Assert.Empty(await tab.Problems());
    }

    [Fact]
    public void SystemctlStatusAndCheckShowIt()
    {
        Assert.Equal("toy: one level", new StatusLine([_toy], new ReloadStatus()).Compose());

        using var output = new StringWriter();
        new CheckReport("1.2.3", [.. Kind.Probes(Table.Defaults, () => null).SelectMany(probe => probe.Examine())]).WriteText(output, colour: false);
        Assert.Contains("the toy is here", output.ToString());
    }

    static Collector Sampled(OptionSet? options = null, TimeProvider? time = null)
    {
        var toy = Kind.Create(options ?? Table.Defaults, new CollectorContext(NullLoggerFactory.Instance, time ?? Time, new SecondClock(time ?? Time)));
        toy.Sampler.Sample();
        return toy;
    }

    static SettingsRequest Request(string level) => new()
    {
        Table = Table,
        DefaultFile = "/nonexistent/wattd.conf",
        Flags = [new(ToySettings.Level, level, "--toy.level")],
    };
}
