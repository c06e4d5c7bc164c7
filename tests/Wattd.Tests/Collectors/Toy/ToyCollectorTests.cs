using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;
using Wattd.Commands.Check;
using Wattd.Daemon;
using Wattd.Http.Connections;
using Wattd.Readings;
using Wattd.Settings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Toy;

/// <summary>A collector that nobody outside its room knows by name is set, served, shown and checked like the others.</summary>
public sealed class ToyCollectorTests
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
        var endpoints = new Endpoints(MadeUpNode.Build, simulated: false, () => 0, new RefusalCount(), Time);
        var page = endpoints.For([_toy]).Single();
        Assert.Equal(9500, page.Port);
        Assert.Equal(["toy_level 7"], page.Page.Lines("toy_level"));
        Assert.Equal(["wattd_collector_up{collector=\"toy\"} 1"], page.Page.Lines("wattd_collector_up"));

        var other = Sampled() with { Port = 9600 };
        Assert.Equal(9600, endpoints.For([_toy, other]).Single().Port);
    }

    [Fact]
    public void ItsReadingsAreInTheDocumentAndOnThePageForPeople()
    {
        var document = new ReadingsDocument(MadeUpNode.Build, simulated: false, [_toy.View], new SecondClock(Time), Time);
        var toy = JsonElement.Parse(document.Get(since: null).Span).GetProperty("toy");
        Assert.Equal((true, 7), (toy.GetProperty("up").GetBoolean(), toy.GetProperty("toy_level").GetDouble()));

        var page = new HomePage(MadeUpNode.Build, "/metrics", simulated: false, [_toy.View], document, Time).Get();
        Assert.Contains("<h2>Toy</h2>", Encoding.UTF8.GetString(page.Span));
    }

    [Fact]
    public void SystemctlStatusAndCheckShowIt()
    {
        Assert.Equal("toy: one level", new StatusLine([_toy]).Compose());

        using var output = new StringWriter();
        new CheckReport("1.2.3", [.. Kind.Probes(Table.Defaults).SelectMany(probe => probe.Examine())]).WriteText(output, colour: false);
        Assert.Contains("the toy is here", output.ToString());
    }

    static Collector Sampled()
    {
        var toy = Kind.Create(Table.Defaults, new CollectorContext(NullLoggerFactory.Instance, Time, new SecondClock(Time)));
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
