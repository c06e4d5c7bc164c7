using System.Text.Json;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>Who may measure: the hardware, the running daemon in its place, or nothing but time.</summary>
public sealed class MeasureRightsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly MovingCounters _counters = new();
    readonly string _report;

    public MeasureRightsTests()
    {
        var zone = new PowercapTreeBuilder(_folder.Path).Zone("intel-rapl:0", "package-0", energy: 0);
        _counters.Add(zone, watts: 50);
        zone.SetMode("energy_uj", UnixFileMode.UserRead);
        _counters.Start();
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        _report = Path.Combine(Directory.CreateDirectory(_folder.File("reports")).FullName, "report.json");
        File.SetUnixFileMode(Path.GetDirectoryName(_report)!, (UnixFileMode)0b111_111_111);
    }

    public void Dispose()
    {
        _counters.Dispose();
        _folder.Dispose();
    }

    async Task<(int ExitCode, JsonElement Report, string Error)> Measure(string[] flags, string[] command, IEnumerable<string>? prefix)
    {
        var run = await DaemonProcess.Run(
            ["measure", "--path.sysfs", _folder.Path, "--gpu", "off", "--json", "--output", _report, .. flags, "--", .. command],
            new Dictionary<string, string> { ["RUNTIME_DIRECTORY"] = _folder.Path }, prefix);
        return (run.ExitCode, File.Exists(_report) && new FileInfo(_report).Length > 0 ? JsonDocument.Parse(File.ReadAllText(_report)).RootElement : default, run.Error);
    }

    static string Source(JsonElement report) => report.GetProperty("sources").TryGetProperty("cpu", out var source) ? source.GetString()! : "";

    static string[] Warnings(JsonElement report) =>
        [.. report.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("name").GetString()!)];

    [Fact]
    public async Task AUserWithTheCapabilityReadsTheHardware()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to run as another user");
        var (exitCode, report, _) = await Measure([], ["sleep", "1.5"], Nobody.WithDacReadSearch);
        Assert.Equal(0, exitCode);
        Assert.Equal("hardware", Source(report));
    }

    [Fact]
    public async Task AUserWithoutItAsksTheRunningDaemon()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to run as another user");
        await using var daemon = DaemonProcess.Start(["--path.sysfs", _folder.Path, "--gpu", "off"]);
        await daemon.Until(gpu: false, page => page.Count("rapl_energy_joules_total") == 1, "a zone");
        var (exitCode, report, _) = await Measure(["--cpu.port", $"{daemon.CpuPort}"], ["sleep", "3"], Nobody.WithoutRights);
        Assert.Equal(0, exitCode);
        Assert.Equal("daemon", Source(report));
        Assert.Contains("from-daemon", Warnings(report));
        var run = report.GetProperty("runs")[0];
        // Either end is a tick of the daemon early, which is a tenth of a second.
        Assert.InRange(run.GetProperty("measured").GetProperty("joules").GetDouble(), 50 * 2.5, 50 * (run.GetProperty("duration_seconds").GetDouble() + 1));
    }

    [Fact]
    public async Task WithNeitherTheCommandRunsAndTheReportNamesTheCure()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to run as another user");
        var (exitCode, report, _) = await Measure(["--cpu.port", $"{DaemonProcess.FreePort()}"], ["sh", "-c", "exit 5"], Nobody.WithoutRights);
        Assert.Equal(5, exitCode);
        Assert.Equal("", Source(report));
        Assert.False(report.GetProperty("runs")[0].TryGetProperty("measured", out _));
        var warning = Assert.Single(report.GetProperty("warnings").EnumerateArray(), warning => warning.GetProperty("name").GetString() == "not-measured");
        Assert.Contains("sudo", warning.GetProperty("line").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsRequiredAndMissingRefusesBeforeTheStart()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to run as another user");
        var (exitCode, report, error) = await Measure(
            ["--require", "cpu,gpu", "--cpu.port", $"{DaemonProcess.FreePort()}"], ["touch", _folder.File("reports/started")], Nobody.WithoutRights);
        Assert.Equal(1, exitCode);
        Assert.Equal(JsonValueKind.Undefined, report.ValueKind);
        Assert.Contains("wattd: cpu cannot be measured, so the command was not started", error, StringComparison.Ordinal);
        Assert.Contains("wattd: gpu cannot be measured, so the command was not started: the setting gpu is off", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("reports/started")));
    }
}
