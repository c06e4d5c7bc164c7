using System.Text.Json.Nodes;
using Wattd.Collectors.Gpu;
using Wattd.Tests.Support;

namespace Wattd.Tests.Readings;

/// <summary>The page for people at 8 packages and 16 GPUs, as a real browser shows it.</summary>
public sealed class LargeNodeTests(Browser browser) : IClassFixture<Browser>
{
    static readonly (int, Func<GpuReading, GpuReading>)[] Troubles =
    [
        (2, Throttled(ThrottleReasons.SoftwarePowerCap)),
        (3, reading => default),
        (4, reading => reading with { RecoveryAction = 1 }),
        (7, Throttled(ThrottleReasons.HardwareThermalSlowdown | ThrottleReasons.SoftwarePowerCap)),
    ];

    readonly LargeNode _large = new();

    [Theory]
    [InlineData(1920, 2500)]
    [InlineData(1024, 3000)]
    [InlineData(360, 4800)]
    public async Task ItsPageIsNotLongEvenInTrouble(int width, int most)
    {
        _large.Sample(Troubles);
        await using var server = await RunningServer.StartAsync(_large.Node);
        var tab = await Open(server, width);
        Assert.Equal(16, (await tab.Texts(".gpu .value")).Length / 7);
        Assert.InRange(await Number(tab, "document.documentElement.scrollHeight"), 1, most);
        Assert.InRange(await Number(tab, "document.documentElement.scrollWidth"), 1, width);
        Assert.InRange(await Number(tab, "document.querySelector('main').clientWidth"), width * 0.9, width);
        Assert.Equal("[1,1,1]", (string?)await tab.Evaluate(
            "JSON.stringify([...document.querySelectorAll('.scale span')].map(label => label.getClientRects().length))"));
        Assert.Equal(["10 kW", "5 kW", "0 kW"], await tab.Texts(".scale span"));
        Assert.Empty(await tab.Problems());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NoTwoSeriesLookTheSame(bool dark)
    {
        await using var server = await RunningServer.StartAsync(_large.Node);
        var tab = await Open(server, 1280, dark);
        await tab.Evaluate("""
            globalThis.pixel = colour => {
              const context = new OffscreenCanvas(1, 1).getContext('2d');
              context.fillStyle = colour;
              context.fillRect(0, 0, 1, 1);
              return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map(byte => byte / 255);
            };
            """);
        var ground = Colour((await tab.Evaluate("pixel(getComputedStyle(document.querySelector('.sheet')).backgroundColor)"))!);
        var series = (await tab.Evaluate("[...document.querySelectorAll('.legend .series')].map(entry => pixel(getComputedStyle(entry).color))"))!
            .AsArray().Select(colour => Colour(colour!)).ToList();
        var bands = (await tab.Evaluate("[...document.querySelectorAll('.band')].map(band => pixel(getComputedStyle(band).fill))"))!
            .AsArray().Select(colour => Colour(colour!)).ToList();
        var dashed = await Number(tab, "document.querySelectorAll('.legend .dashed').length");

        Assert.Equal(24, series.Count);
        Assert.Equal(series, bands);
        Assert.Equal(12, dashed);
        // WCAG 2.2, 1.4.11: graphics stand out from their ground by 3:1.
        Assert.All(series, colour => Assert.InRange(colour.ContrastTo(ground), 3, 21));
        Assert.All(
            from one in Enumerable.Range(0, 24) from other in Enumerable.Range(0, one) select series[one].DistanceTo(series[other]),
            distance => Assert.InRange(distance, 0.05, 1));
    }

    [Fact]
    public async Task WhatIsWrongComesFirstWithItsFix()
    {
        _large.Sample(Troubles);
        await using var server = await RunningServer.StartAsync(_large.Node);
        var tab = await Open(server, 1280);

        Assert.Equal(
            [
                "GPU 3 (00000000:19:00.0) is lost: run 'sudo dmesg | grep -i -e nvrm -e xid' to find the Xid, then reset the GPU or reboot",
                "GPU 4 (00000000:21:00.0): the driver requests a reset: drain the node, stop what uses the GPU, run 'wattd release gpu', and then "
                    + "'nvidia-smi --gpu-reset -i 00000000:21:00.0'",
                "GPU 7 is throttled (hw thermal slowdown): the GPU is too hot: check the fans, the air filters and the temperature of the room",
                "GPUs 2, 7 are throttled (sw power cap): compare the limit with the board's default ('nvidia-smi -q -d POWER'), or move work away",
            ],
            await tab.Texts("#problems .problem"));
        Assert.Matches($@"^\(4\) {MadeUpNode.Host} · [0-9.]+ W — wattd$", (string?)await tab.Evaluate("document.title"));
        Assert.Equal(MadeUpNode.Host, await tab.Text("h1"));
        Assert.Equal("throttled: sw power cap", (await tab.Texts(".badge.warn"))[0]);
    }

    [Fact]
    public async Task AThrottleThatEndsStaysListedForTenSeconds()
    {
        _large.Sample((2, Throttled(ThrottleReasons.SoftwarePowerCap)));
        await using var server = await RunningServer.StartAsync(_large.Node);
        var tab = await Open(server, 1280);
        Assert.StartsWith("GPU 2 is throttled", await tab.Text("#problems"));

        _large.Sample();
        await tab.Until("!document.querySelector('.badge.warn')", "no badge");
        Assert.StartsWith("GPU 2 is throttled", await tab.Text("#problems"));

        for (var second = 0; second < 10; second++)
            _large.Sample();
        await tab.Until("document.getElementById('problems').children.length === 0", "no problem");
        Assert.StartsWith(MadeUpNode.Host, (string?)await tab.Evaluate("document.title"));
    }

    [Fact]
    public async Task WithoutScriptNoColumnIsCut()
    {
        _large.Sample(Troubles);
        await using var server = await RunningServer.StartAsync(_large.Node);
        var tab = await browser.OpenAsync();
        await tab.Size(1920, 900);
        await tab.Do("Emulation.setScriptExecutionDisabled", new JsonObject { ["value"] = true });
        await tab.Open($"http://{server.Cpu}/");
        Assert.Equal(
            ["up", "up", "throttled: sw power cap", "lost", "reset needed"], (await tab.Texts("section:nth-of-type(2) td:nth-child(3)"))[..5]);
        Assert.All(
            (await tab.Evaluate("[...document.querySelectorAll('.scroll')].map(box => box.scrollWidth - box.clientWidth)"))!.AsArray(),
            hidden => Assert.Equal(0, (int)hidden!));
        Assert.Equal($"{MadeUpNode.Host} — wattd", (string?)await tab.Evaluate("document.title"));
    }

    async Task<BrowserTab> Open(RunningServer server, int width, bool dark = false)
    {
        var tab = await browser.OpenAsync();
        await tab.Size(width, 900, dark);
        await tab.Open($"http://{server.Cpu}/");
        await tab.Until("document.querySelector('.gpu .line')?.getAttribute('d')", "the past");
        return tab;
    }

    static Func<GpuReading, GpuReading> Throttled(ThrottleReasons reasons) => reading => reading with { Throttle = reasons };

    static SeenColour Colour(JsonNode pixel) => new((double)pixel[0]!, (double)pixel[1]!, (double)pixel[2]!);

    static async Task<double> Number(BrowserTab tab, string expression) => (double)(await tab.Evaluate(expression))!;
}
