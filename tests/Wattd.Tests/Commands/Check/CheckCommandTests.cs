using System.Text.Json;
using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Commands;
using Wattd.Commands.Check;
using Wattd.Tests.Support;

namespace Wattd.Tests.Commands.Check;

public sealed class CheckCommandTests
{
    static readonly ProbeResult Good = new("powercap", ProbeOutcome.Ok, "3 zones");
    static readonly ProbeResult Unwanted = new("nvml", ProbeOutcome.Missing, "no library", "sudo apt install it", Wanted: false);
    static readonly ProbeResult Bad = new("energy", ProbeOutcome.Denied, "root only", "sudo setcap it 'here' & <there>");
    static readonly ProbeResult Off = new("gpu", ProbeOutcome.Off, "the GPU collector is off");

    [Fact]
    public async Task WhereAllIsWellTheExitCodeIsZero()
    {
        var run = await CommandLineRun.Of(["check"], probes: new FixedProbe(Good, Unwanted));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            """
            ok       powercap  3 zones
            missing  nvml      no library
                               sudo apt install it
            all well

            """,
            run.Output);
    }

    [Fact]
    public async Task WhereSomethingWantedIsMissingTheExitCodeIsOne()
    {
        var run = await CommandLineRun.Of(["check"], probes: [new FixedProbe(Good), new FixedProbe(Bad)]);
        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith("denied   energy    root only\n                   sudo setcap it 'here' & <there>\n1 of 2 not well\n", run.Output);
    }

    [Fact]
    public async Task WhereSettingsAreWrongTheExitCodeIs78AndTheRestIsStillReported()
    {
        var run = await CommandLineRun.Of(["check", "--cpu.interval", "soon"], probes: new FixedProbe(Bad));
        Assert.Equal(78, run.ExitCode);
        Assert.Contains("sudo setcap it", run.Output);
    }

    [Fact]
    public async Task TheJsonMatchesTheGoldenFile()
    {
        var run = await CommandLineRun.Of(["check", "--json"], probes: new FixedProbe(Good, Unwanted, Bad, Off));
        Assert.Equal(1, run.ExitCode);
        Golden.Check("tests/Wattd.Tests/Commands/Check/Golden/report.json", run.Output);
    }

    [Fact]
    public async Task NamesOfDriversAndFilesCannotMoveTheCursor()
    {
        var run = await CommandLineRun.Of(["check"], probes: new FixedProbe(new ProbeResult("nvml", ProbeOutcome.Ok, "1 GPU: \e[2J\u009bred\n")));
        Assert.StartsWith("ok       nvml  1 GPU: \\u001b[2J\\u009bred\\u000a\n", run.Output);
    }

    [Fact]
    public async Task AsJsonItIsOneObject()
    {
        var run = await CommandLineRun.Of(["check", "--json"], probes: new FixedProbe(Good, Bad));
        Assert.Equal(1, run.ExitCode);
        using var report = JsonDocument.Parse(run.Output);
        Assert.False(report.RootElement.GetProperty("well").GetBoolean());
        var results = report.RootElement.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["powercap", "energy"], results.Select(result => result.GetProperty("name").GetString()));
        Assert.Equal(["ok", "denied"], results.Select(result => result.GetProperty("state").GetString()));
        Assert.Equal(["3 zones", "root only"], results.Select(result => result.GetProperty("line").GetString()));
        Assert.Equal([null, Bad.Cure], results.Select(result => result.GetProperty("cure").GetString()));
        Assert.All(results, result => Assert.True(result.GetProperty("wanted").GetBoolean()));
    }

    [Fact]
    public void AtATerminalTheStateHasAColour()
    {
        using var output = new StringWriter();
        new CheckReport("1.2.3", [Good, Unwanted, Bad]).WriteText(output, colour: true);
        Assert.Contains("\e[32mok     \e[0m", output.ToString());
        Assert.Contains("\e[33mmissing\e[0m", output.ToString());
        Assert.Contains("\e[31mdenied \e[0m", output.ToString());
    }

    [Fact]
    public async Task TheProbesGetTheSettingsEvenWhereSomeAreWrong()
    {
        var run = await CommandLineRun.Of(["check", "--cpu.port", "9600", "--gpu.port", "none"]);
        Assert.Equal(9600, run.Examined?.Settings.Options.Get<CpuOptions>().Port);
        var result = Assert.Single(new ConfigurationProbe(run.Examined!).Examine());
        Assert.Equal(
            new("configuration", ProbeOutcome.Failed, "gpu.port: 'none' (from --gpu.port) is not a port number from 1 to 65535"), result);
    }

    [Fact]
    public async Task GoodSettingsAreCounted()
    {
        var run = await CommandLineRun.Of(["check", "--cpu.port", "9600"]);
        var result = Assert.Single(new ConfigurationProbe(run.Examined!).Examine());
        Assert.Equal(ProbeOutcome.Ok, result.Outcome);
        Assert.Equal($"/nonexistent/wattd.conf does not exist, and need not; 1 of {WattdSettings.Table.All.Length} settings given, the rest are defaults", result.Line);
    }

    sealed class FixedProbe(params ProbeResult[] results) : IProbe
    {
        public IReadOnlyList<string> Names => [.. results.Select(result => result.Name)];

        public IEnumerable<ProbeResult> Examine() => results;
    }
}
