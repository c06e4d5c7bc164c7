using System.Text.Json;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary><c>wattd measure</c> on counters that advance at known power: whether its figures are true.</summary>
public sealed class MeasureTests : IDisposable
{
    const double Tolerance = 0.005;

    // Small enough to wrap in the run.
    const ulong Range = 1_000_000_000;

    readonly TemporaryFolder _folder = new();
    readonly MovingCounters _counters = new();

    public void Dispose()
    {
        _counters.Dispose();
        _folder.Dispose();
    }

    void PlantProcessors()
    {
        var tree = new PowercapTreeBuilder(_folder.Path);
        _counters.Add(tree.Zone("intel-rapl:0", "package-0", energy: 999_800_000, Range), watts: 50, Range);
        _counters.Add(tree.Zone("intel-rapl:0:0", "core", energy: 0, Range), watts: 40, Range);
        _counters.Add(tree.Zone("intel-rapl:0:1", "dram", energy: 999_990_000, Range), watts: 5, Range);
        _counters.Add(tree.Zone("intel-rapl:1", "psys", energy: 0, Range), watts: 90, Range);
    }

    /// <summary>Runs it with a report in JSON.</summary>
    async Task<(int ExitCode, JsonElement Report, string Error)> Measure(string[] flags, string[] command, IEnumerable<string>? prefix = null)
    {
        var file = _folder.File("report.json");
        File.Delete(file);
        var run = await DaemonProcess.Run(
            ["measure", "--path.sysfs", _folder.Path, "--json", "--output", file, .. flags, "--", .. command], new Dictionary<string, string> { ["RUNTIME_DIRECTORY"] = _folder.Path }, prefix);
        return (run.ExitCode, File.Exists(file) && new FileInfo(file).Length > 0 ? JsonDocument.Parse(File.ReadAllText(file)).RootElement : default, run.Error);
    }

    static JsonElement FirstRun(JsonElement report) => report.GetProperty("runs")[0];

    static JsonElement Component(JsonElement report, string kind, int index = 0) =>
        FirstRun(report).GetProperty("components").EnumerateArray().Where(component => component.GetProperty("component").GetString() == kind).ElementAt(index);

    static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();

    static string[] Warnings(JsonElement report) =>
        [.. report.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("name").GetString()!)];

    static void IsNear(double expected, double actual) =>
        Assert.True(Math.Abs((actual / expected) - 1) <= Tolerance, $"{actual} is not {expected}");

    [Fact]
    public async Task EveryComponentHasItsEnergyThroughWraps()
    {
        PlantProcessors();
        using var stub = new NvmlStub(gpus: 2);
        stub[1, NvmlValue.Energy] = -1;
        stub[1, NvmlValue.PowerInstant] = 20_000;
        _counters.Start();
        using var stop = new CancellationTokenSource();
        var gpu = Task.Run(() => AdvanceGpu(stub, watts: 30, stop.Token));

        var (exitCode, report, _) = await Measure(["--gpu.nvml-library", stub.Library, "--path.procfs", stub.Procfs], ["sleep", "10"]);
        await stop.CancelAsync();
        await gpu;

        Assert.Equal(0, exitCode);
        IsNear(50, Number(Component(report, "cpu"), "mean_watts"));
        IsNear(5, Number(Component(report, "dram"), "mean_watts"));
        IsNear(90, Number(Component(report, "psys"), "mean_watts"));
        IsNear(30, Number(Component(report, "gpu"), "mean_watts"));
        IsNear(20, Number(Component(report, "gpu", 1), "mean_watts"));
        Assert.True(Component(report, "gpu", 1).GetProperty("integrated").GetBoolean());
        Assert.Equal(["counter-integrated"], Warnings(report).Where(name => name is not ("busy-neighbours" or "work-elsewhere")));

        var (run, measured) = (FirstRun(report), FirstRun(report).GetProperty("measured"));
        Assert.Equal(5, run.GetProperty("components").GetArrayLength());
        Assert.Equal(["cpu", "dram", "gpu"], measured.GetProperty("covers").EnumerateArray().Select(kind => kind.GetString()));
        Assert.Equal(
            run.GetProperty("components").EnumerateArray().Where(component => component.GetProperty("in_sum").GetBoolean()).Sum(component => Number(component, "joules")),
            Number(measured, "joules"), 3);
        // Ten seconds at 50 W; the span from the first to the last reading is a little longer than the command.
        Assert.InRange(Number(Component(report, "cpu"), "joules"), 500 * (1 - Tolerance), 50 * (Number(run, "duration_seconds") + 0.5));
    }

    [Fact]
    public async Task WhatTheMachineDrawsIdleIsTakenOff()
    {
        PlantProcessors();
        _counters.Start();
        var (_, report, _) = await Measure(["--idle", "3s", "--gpu", "off"], ["sleep", "4"]);
        IsNear(55, Number(report.GetProperty("idle"), "watts"));
        Assert.Equal("measured", report.GetProperty("idle").GetProperty("source").GetString());
        Assert.True(Number(report.GetProperty("idle"), "stddev_watts") < 1);
        Assert.InRange(Number(FirstRun(report).GetProperty("measured"), "above_idle_joules"), -2.0, 2.0);

        (_, report, _) = await Measure(["--idle", "75W", "--gpu", "off"], ["sleep", "2"]);
        Assert.InRange(Number(FirstRun(report).GetProperty("measured"), "above_idle_joules"), -50, -30);
        Assert.Contains("negative-above-idle", Warnings(report));
    }

    [Fact]
    public async Task EachRunIsReportedWithMeanAndDeviation()
    {
        PlantProcessors();
        _counters.Start();
        var (exitCode, report, _) = await Measure(["--repeat", "3", "--gpu", "off"], ["sleep", "0.3"]);
        Assert.Equal(0, exitCode);
        Assert.Equal([1, 2, 3], report.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("run").GetInt32()));
        var joules = report.GetProperty("figures").GetProperty("joules");
        Assert.Equal(3, joules.GetProperty("runs").GetInt32());
        Assert.Equal(report.GetProperty("runs").EnumerateArray().Average(run => Number(run.GetProperty("measured"), "joules")), Number(joules, "mean"), 3);
        Assert.True(joules.TryGetProperty("stddev", out _));
    }

    [Fact]
    public async Task ARunThatFailsEndsTheRepetitionWithItsCode()
    {
        PlantProcessors();
        _counters.Start();
        var (exitCode, report, _) = await Measure(
            ["--repeat", "5", "--gpu", "off"], ["sh", "-c", $"echo >> {_folder.Path}/ran; test $(wc -l < {_folder.Path}/ran) -lt 2 || exit 3"]);
        Assert.Equal(3, exitCode);
        Assert.Equal([0, 3], report.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("exit_code").GetInt32()));
        Assert.Equal(2, File.ReadAllLines(_folder.File("ran")).Length);
    }

    [Fact]
    public async Task ACommandThatCannotBeStartedAgainLeavesTheReportOfTheRunsBefore()
    {
        PlantProcessors();
        _counters.Start();
        var script = _folder.File("once");
        File.WriteAllText(script, "#!/bin/sh\nrm \"$0\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var (exitCode, report, error) = await Measure(["--repeat", "3", "--gpu", "off"], [script]);
        Assert.Equal(127, exitCode);
        Assert.Contains("No such file", error, StringComparison.Ordinal);
        Assert.Equal(0, Assert.Single(report.GetProperty("runs").EnumerateArray()).GetProperty("exit_code").GetInt32());
    }

    /// <summary>A process beside it keeps one processor busy, which is half of what the machine spends, or nearly all of it.</summary>
    [Theory]
    [InlineData("timeout 2 sh -c 'while :; do :; done'; true", "busy-neighbours")]
    [InlineData("sleep 2", "work-elsewhere")]
    public async Task TheWorkOfOthersIsNamed(string command, string warning)
    {
        PlantProcessors();
        _counters.Start();
        using var other = System.Diagnostics.Process.Start("sh", ["-c", "while :; do :; done"]);
        try
        {
            var (_, report, _) = await Measure(["--gpu", "off"], ["sh", "-c", command]);
            Assert.Contains(warning, Warnings(report));
        }
        finally
        {
            other.Kill();
        }
    }

    [Fact]
    public async Task AnFfmpegThatAnotherProgramStartsHasUnknownFrames()
    {
        PlantProcessors();
        var (_, report, _) = await Measure(["--gpu", "off"], ["env", "ffmpeg", "-version"]);
        Assert.Contains("frames-unknown", Warnings(report));
    }

    [Fact]
    public async Task AZoneThatVanishesIsSaidToBeLost()
    {
        var tree = new PowercapTreeBuilder(_folder.Path);
        _counters.Add(tree.Zone("intel-rapl:0", "package-0", energy: 0), watts: 50);
        tree.Zone("intel-rapl:1", "package-1");
        _counters.Start();
        var run = Measure(["--gpu", "off", "--discovery.interval", "1s"], ["sh", "-c", $"touch {_folder.Path}/started; sleep 4"]);
        await Eventually.True(() => File.Exists(_folder.File("started")), "the start of the command");
        tree.Remove("intel-rapl:1");
        var (_, report, _) = await run;
        Assert.Contains("zone-vanished", Warnings(report));
        Assert.False(Component(report, "cpu", 1).GetProperty("complete").GetBoolean());
        Assert.True(Component(report, "cpu").GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task AGpuThatIsLostIsSaidToBe()
    {
        PlantProcessors();
        using var stub = new NvmlStub(gpus: 2);
        _counters.Start();
        var run = Measure(["--gpu.nvml-library", stub.Library, "--path.procfs", stub.Procfs], ["sh", "-c", $"touch {_folder.Path}/started; sleep 2"]);
        await Eventually.True(() => File.Exists(_folder.File("started")), "the start of the command");
        stub.ReturnForGpu(1, 15);
        var (exitCode, report, _) = await run;
        Assert.Equal(0, exitCode);
        Assert.Contains("gpu-lost", Warnings(report));
        Assert.Contains("few-gpu-steps", await WarningsOfAGpuThatHardlyMoves(stub));
    }

    async Task<string[]> WarningsOfAGpuThatHardlyMoves(NvmlStub stub)
    {
        stub.ReturnForGpu(1, 0);
        var run = Measure(["--gpu.nvml-library", stub.Library, "--path.procfs", stub.Procfs], ["sh", "-c", $"rm {_folder.Path}/started; sleep 1"]);
        await Eventually.True(() => !File.Exists(_folder.File("started")), "the start of the command");
        stub[0, NvmlValue.Energy] += 5_000;
        return Warnings((await run).Report);
    }

    static void AdvanceGpu(NvmlStub stub, double watts, CancellationToken cancellation)
    {
        var (began, first) = (TimeProvider.System.GetTimestamp(), stub[0, NvmlValue.Energy]);
        while (!cancellation.IsCancellationRequested)
        {
            stub[0, NvmlValue.Energy] = first + (long)(watts * TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            Thread.Sleep(1);
        }
    }
}
