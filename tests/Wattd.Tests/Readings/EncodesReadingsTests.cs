using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wattd.Collectors.Encodes;
using Wattd.Collectors.Encodes.Views;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Readings;

/// <summary>The encodes in /readings.json and on the page for people, as a real browser shows it.</summary>
public sealed class EncodesReadingsTests(Browser browser) : IClassFixture<Browser>
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    readonly MadeUpNode _node = new();

    [Fact]
    public void TheDocumentMatchesTheGoldenFile()
    {
        _node.SampleEncodes();
        var text = Encoding.UTF8.GetString(_node.Document().Get(since: null).Span);
        Golden.Check("tests/Wattd.Tests/Readings/Golden/encodes.json", JsonNode.Parse(text)!["encodes"]!.ToJsonString(Indented) + "\n");
    }

    [Fact]
    public void TheRecordsStayWhenThereIsNoSampleAnyMore()
    {
        _node.SampleEncodes();
        _node.Time.Advance(TimeSpan.FromMinutes(1));
        var encodes = JsonNode.Parse(_node.Document().Get(since: null).Span)!["encodes"]!;
        Assert.Empty(encodes["encodes"]!.AsArray());
        Assert.Null(encodes["encodes_running"]);
        Assert.Single(encodes["ended"]!.AsArray());
    }

    [Fact]
    public void TheTableHasTheEncodesThatRun()
    {
        _node.SampleEncodes();
        var table = _node.Readings[^1].Table();
        Assert.Equal(["channel-4", "74.3", "1.485", "50.0", "1.00", "7.13", "31", "27.452"], Assert.Single(table.Rows));
        _node.SampleEncodes(new EncodesSample());
        Assert.Equal("No encode runs.", _node.Readings[^1].Table().State);
        _node.EncodesStatus.Down(EncodesFailure.NoCgroup2, "there is no cgroup v2", isWanted: false);
        Assert.Equal("Not available: there is no cgroup v2.", _node.Readings[^1].Table().State);
    }

    [Fact]
    public void WhatIsNotFollowedAndProgressThatIsNotReceivedAreProblems()
    {
        _node.SampleEncodes(new EncodesSample { Unlisted = 3 });
        var latest = new LatestEncodes();
        latest.Publish(new EncodesSample { Unlisted = 3 });
        var progress = new ScriptedProgress { Outage = new Outage("port_in_use", "the port is in use") };
        var problems = new EncodesView(latest, _node.EncodesStatus, progress, _node.Time).Problems().ToList();
        Assert.Equal("3 encodes are not followed, because there are more than encodes.max; raise it", problems[0].Text);
        Assert.Contains("the port is in use", problems[1].Text);
    }

    [Fact]
    public async Task ThePageHasATableOfThemThatFollowsTheReadings()
    {
        _node.SampleCpu();
        _node.SampleEncodes();
        await using var server = await RunningServer.StartAsync(_node);
        var tab = await browser.OpenAsync();
        await tab.Open($"http://{server.Cpu}/");
        await tab.Until("document.querySelector('.encodes td')", "the table of encodes");
        Assert.Equal(["Encode", "W above idle", "J/frame", "fps", "Speed", "CPU cores", "GPU %"], await tab.Texts(".encodes th"));
        Assert.Equal(["channel-4", "74.3", "1.485", "50.0", "1.00", "7.13", "31"], await tab.Texts(".encodes td"));
    }

    [Fact]
    public async Task WithoutOneThePageHasNoTable()
    {
        _node.SampleCpu();
        _node.SampleEncodes(new EncodesSample());
        await using var server = await RunningServer.StartAsync(_node);
        var tab = await browser.OpenAsync();
        await tab.Open($"http://{server.Cpu}/");
        await tab.Until("document.querySelector('.tile .value')", "the readings");
        await tab.Until("document.querySelector('section[aria-label=Encodes]').hidden", "no table");
    }
}
