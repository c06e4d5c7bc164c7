using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>The status page in a real browser.</summary>
public sealed class PageTests(Browser browser) : IClassFixture<Browser>
{
    const string Together = ".figure";

    [Fact]
    public async Task ASimulatedNodeSaysSoAndItsNumbersMove()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        var tab = await Open(daemon);

        Assert.Contains("no reading is measured", await tab.Text(".simulated"));
        await tab.Until("document.querySelectorAll('.cpu .value').length === 5", "five zones");
        await tab.Until("document.querySelectorAll('.gpu .value').length === 14", "two GPUs of seven readings");
        await tab.Until("!document.body.innerText.includes('—')", "every reading");
        var first = await tab.Text(Together);
        await tab.Until($"document.querySelector('{Together}').innerText !== {JsonValue.Create(first).ToJsonString()}", "another number");
        Assert.InRange(double.Parse((await tab.Text(Together)).Split('W')[0], CultureInfo.InvariantCulture), 200, 600);
        await tab.Until("/^M[0-9.]+ .*L/.test(document.querySelector('.line').getAttribute('d'))", "a line");
        Assert.StartsWith("Power in the last ten minutes: ", (string?)await tab.Evaluate(
            "document.querySelector('.gpu svg').getAttribute('aria-label')"));
        Assert.Matches($@"^{Regex.Escape(Environment.MachineName)} · [0-9.]+ W — wattd$", (string?)await tab.Evaluate("document.title"));
        Assert.Empty(await tab.Problems());
    }

    [Fact]
    public async Task TheSessionsOfAGpuAreInItsTitleAndItsProcessesInAListThatOpens()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on", "--gpu.processes", "on"]);
        var tab = await Open(daemon);
        await tab.Until("document.querySelectorAll('.sheet:has(.gpu) .sessions').length === 2", "two GPUs");
        Assert.Contains("3 h264 1920x1080, 1 hevc 1280x720, 1 hevc 1920x1080, 1 av1 3840x2160", await tab.Texts(".sessions"));
        Assert.Equal(["5 processes", "3 processes"], await tab.Texts(".processes summary"));
        Assert.False((bool)(await tab.Evaluate("document.querySelector('.processes').open"))!);

        await tab.Evaluate("document.querySelector('.processes').open = true");
        await tab.Until("/^2104 [0-9]+ [0-9]+ [0-9]+ [0-9]+ 0.80 hevc 1920x1080 [0-9]+ fps, hevc 1280x720 [0-9]+ fps$/"
            + ".test([...document.querySelectorAll('.processes tr')[4].children].map(cell => cell.innerText).join(' '))", "a process with its two sessions");
        await tab.Until("document.querySelector('.processes').open", "the list is open after more readings");
        Assert.Empty(await tab.Problems());
    }

    [Fact]
    public async Task WithoutTheSettingThereIsNoListOfProcesses()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        var tab = await Open(daemon);
        await tab.Until("document.querySelectorAll('.gpu .value').length === 14", "two GPUs");
        Assert.True((bool)(await tab.Evaluate("[...document.querySelectorAll('.processes')].every(list => list.hidden && !list.offsetHeight)"))!);
    }

    [Fact]
    public async Task NothingOnThePageJumps()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        var tab = await Open(daemon);
        const string Places = "JSON.stringify([...document.querySelectorAll('h2, h3, dt, dd, svg, a, input')]"
            + ".map(e => { const box = e.getBoundingClientRect(); return [e.tagName, box.x, box.y, box.height]; }))";
        var before = (string?)await tab.Evaluate(Places);

        await tab.Until("!document.body.innerText.includes('—')", "every reading");
        await Task.Delay(TimeSpan.FromSeconds(3));

        Assert.Equal(before, (string?)await tab.Evaluate(Places));
    }

    [Fact]
    public async Task ALostGpuIsShownAsLostAndANameIsOnlyText()
    {
        using var stub = new NvmlStub(gpus: 2);
        using var folder = new TemporaryFolder();
        stub.Name(0, "<img src=x onerror=document.title='!'>");
        await using var daemon = DaemonProcess.Start(Nvml(stub, folder));
        var tab = await Open(daemon, gpu: true);
        await tab.Until("document.querySelectorAll('article').length === 2", "two GPUs");
        Assert.Equal("0 <img src=x onerror=document.title='!'>", await tab.Text("h3"));

        stub.ReturnForGpu(1, 15);
        await tab.Until("document.querySelectorAll('article')[1].querySelector('.badge')?.innerText === 'lost'", "the lost GPU");

        Assert.All(await tab.Texts("article:nth-child(2) .value"), value => Assert.StartsWith("—", value));
        Assert.StartsWith("110.5", (await tab.Texts("article:nth-child(1) .value"))[0]);
        Assert.Equal("1 of 2 known · without packages · no DRAM, no fans, no PSU loss", (await tab.Texts(".figures .note"))[0]);
        Assert.Empty(await tab.Problems());

        stub.ReturnForGpu(1, 0);
        await tab.Until("!document.querySelector('.badge.bad')", "the GPU again");
    }

    [Fact]
    public async Task MissingRaplIsReported()
    {
        using var stub = new NvmlStub(gpus: 1);
        using var folder = new TemporaryFolder();
        await using var daemon = DaemonProcess.Start(
        [
            "--path.sysfs", folder.Path, "--path.procfs", folder.Path, "--gpu.nvml-library", stub.Library,
        ]);
        var tab = await Open(daemon);
        var said = JsonNode.Parse(await daemon.Cpu("/readings.json"))!["cpu"]!["message"]!.GetValue<string>();

        Assert.Equal($"No CPU readings: {said}", await tab.Text(".problem"));
        Assert.Equal("without packages · no DRAM, no fans, no PSU loss", (await tab.Texts(".figures .note"))[0]);
        Assert.Contains("no powercap", await tab.Text(".collectors .down"));
        Assert.Equal("—", (await tab.Texts(Together))[1].Split('W')[0].Trim());
        Assert.StartsWith("110.5", (await tab.Texts(".gpu .value"))[0]);
        Assert.Empty(await tab.Problems());
    }

    [Fact]
    public async Task ADriverThatHangsLeavesAnAgeAndNoNumbers()
    {
        using var stub = new NvmlStub(gpus: 1);
        using var folder = new TemporaryFolder();
        await using var daemon = DaemonProcess.Start(Nvml(stub, folder));
        var tab = await Open(daemon, gpu: true);
        await tab.Until("document.querySelector('.gpu .value')?.innerText.startsWith('110')", "the GPU");

        stub.Hang(NvmlFunction.nvmlDeviceGetEnforcedPowerLimit);
        await tab.Until("/^No GPU readings for [0-9]+ s: .*hangs/.test(document.querySelector('.problem')?.innerText)", "the outage");
        await tab.Until("document.querySelector('.gpu .value').innerText.startsWith('—')", "no number");
        stub.Hang(NvmlFunction.nvmlDeviceGetEnforcedPowerLimit, hangs: false);
        await tab.Until("document.querySelector('.gpu .value').innerText.startsWith('110')", "the GPU again");
    }

    [Fact]
    public async Task WithoutScriptItIsATable()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == 2, "two GPUs");
        var tab = await browser.OpenAsync();
        await tab.Do("Emulation.setScriptExecutionDisabled", new JsonObject { ["value"] = true });
        await tab.Open($"http://127.0.0.1:{daemon.GpuPort}/");

        Assert.Equal(5, (await tab.Texts("section:first-of-type td:first-child")).Length);
        Assert.Matches("^[0-9.]+$", (await tab.Texts("section:nth-of-type(2) td:nth-child(4)"))[0]);
        Assert.Contains("no reading is measured", await tab.Text(".simulated"));
        Assert.Empty(await tab.Problems());
    }

    [Fact]
    public async Task TheKeyboardReachesTheLinksAndTheHistory()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        var tab = await Open(daemon);
        var reached = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            await tab.Press("Tab", 9);
            reached.Add((string)(await tab.Evaluate("document.activeElement.id || document.activeElement.textContent"))!);
            if (reached[^1] == "back")
                break;
        }
        Assert.Equal(["metrics", "Health", "JSON", "back"], reached);

        await tab.Press("ArrowLeft", 37);
        await tab.Press("ArrowLeft", 37);
        Assert.Equal("0 min 2 s ago", await tab.Text("output"));
        await tab.Press("Home", 36);
        Assert.Equal("9 min 59 s ago", await tab.Text("output"));
        Assert.StartsWith("—", await tab.Text(Together));
        await tab.Press("End", 35);
        Assert.Equal("now", await tab.Text("output"));
    }

    [Theory]
    [InlineData(320)]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task NothingIsWiderThanTheWindow(int width)
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        var tab = await Open(daemon, width: width);
        Assert.InRange((int)(await tab.Evaluate("document.documentElement.scrollWidth"))!, 1, width);
    }

    [Fact]
    public async Task ADaemonThatIsUnavailableIsReportedAndReconnected()
    {
        int[] ports = [DaemonProcess.FreePort(), DaemonProcess.FreePort()];
        string[] arguments = ["--simulate", "on", "--cpu.port", $"{ports[0]}", "--gpu.port", $"{ports[1]}"];
        BrowserTab tab;
        await using (var first = DaemonProcess.StartAsIs(arguments, ports[0], ports[1]))
        {
            tab = await Open(first);
        }
        await tab.Until("document.querySelector('.problem')?.innerText.startsWith('No answer from wattd: the readings are ')", "the trouble");

        await using var second = DaemonProcess.StartAsIs(arguments, ports[0], ports[1]);
        await tab.Until("!document.querySelector('.problem')", "no trouble");
        var problems = await tab.Problems();
        Assert.All(problems, problem => Assert.Contains("net::ERR_", problem));
    }

    [Fact]
    public async Task TheLinksHaveATarget()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on", "--web.telemetry-path", "/power"]);
        var tab = await Open(daemon);
        var links = (await tab.Evaluate("[...document.links].map(link => link.href)"))!.AsArray().Select(link => new Uri((string)link!)).ToList();
        Assert.Equal(5, links.Count);
        foreach (var link in links)
            Assert.Equal(HttpStatusCode.OK, await daemon.StatusOf(link.Port, link.AbsolutePath));
        Assert.Contains(links, link => link.Port == daemon.GpuPort && link.AbsolutePath == "/power");
    }

    async Task<BrowserTab> Open(DaemonProcess daemon, bool gpu = false, int width = 1280)
    {
        await daemon.Logged("is serving");
        var tab = await browser.OpenAsync();
        await tab.Size(width, 900);
        await tab.Open($"http://127.0.0.1:{(gpu ? daemon.GpuPort : daemon.CpuPort)}/");
        return tab;
    }

    static string[] Nvml(NvmlStub stub, TemporaryFolder folder) =>
    [
        "--cpu", "off", "--gpu.source", "nvml", "--gpu.nvml-library", stub.Library, "--gpu.interval", "200ms",
        "--gpu.timeout", "1s", "--discovery.interval", "1s", "--path.sysfs", folder.Path, "--path.procfs", stub.Procfs,
    ];
}
