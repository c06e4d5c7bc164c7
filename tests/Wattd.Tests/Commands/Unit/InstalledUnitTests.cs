using Wattd.Collectors.Cpu;
using Wattd.Commands.Unit;
using Wattd.Http;
using Wattd.Tests.Support;

namespace Wattd.Tests.Commands.Unit;

/// <summary>The installed unit, and the commands that take its settings as their own.</summary>
public sealed class InstalledUnitTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ItsEnvironmentFilesOverrideItsEnvironment()
    {
        var file = Written("default", "WATTD_CPU_PORT=9510\n");
        var unit = Shown($"Environment=WATTD_CPU_PORT=9520 \"WATTD_GPU_NVIDIA_SMI=/opt/a b\"\nEnvironmentFiles={file} (ignore_errors=yes)");

        Assert.Equal("9510", unit.Variables["WATTD_CPU_PORT"]);
        Assert.Equal(file, unit.Origins["WATTD_CPU_PORT"]);
        Assert.Equal("/opt/a b", unit.Variables["WATTD_GPU_NVIDIA_SMI"]);
        Assert.Equal("wattd.service", unit.Origins["WATTD_GPU_NVIDIA_SMI"]);
    }

    [Fact]
    public void AnEnvironmentFileThatDoesNotExistSetsNothing() =>
        Assert.Empty(Shown("EnvironmentFiles=/nonexistent/default (ignore_errors=yes)").Variables);

    [Fact]
    public void AMachineWithoutTheUnitHasNone() => Assert.Null(InstalledUnit.Parse("LoadState=not-found\nActiveState=inactive\n"));

    [Fact]
    public void ItsStateAndItsArgumentsAreRead()
    {
        var unit = Shown("UnitFileState=enabled-runtime\nExecStart={ path=/usr/bin/wattd ; argv[]=/usr/bin/wattd --cpu.port 9510 ; ignore_errors=no ; pid=0 }");
        Assert.True(unit.IsEnabled);
        Assert.Equal("active", unit.State);
        Assert.Equal(["--cpu.port", "9510"], unit.Arguments);
    }

    [Fact]
    public async Task ACommandTakesTheSettingsOfTheUnitAndSaysWhereTheyAre()
    {
        var file = Written("default", "WATTD_CPU_PORT=9510\nWATTD_WEB_TELEMETRY_PATH=/power\n");
        var unit = Shown($"EnvironmentFiles={file} (ignore_errors=yes)\nExecStart={{ argv[]=/usr/bin/wattd --gpu.port 9515 ; ignore_errors=no }}");

        var run = await CommandLineRun.Of(["config"], unit: unit);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches($"(?m)^cpu.port +9510 +WATTD_CPU_PORT in {file}$", run.Output);
        Assert.Matches("(?m)^gpu.port +9515 +--gpu.port in wattd.service$", run.Output);
        Assert.Matches("(?m)^cpu.interval +100ms +default$", run.Output);
    }

    [Fact]
    public async Task WhatTheCommandIsGivenItselfOverridesTheUnit()
    {
        var file = Written("default", "WATTD_CPU_PORT=9510\nWATTD_WEB_TELEMETRY_PATH=/power\n");
        var unit = Shown($"EnvironmentFiles={file}\nExecStart={{ argv[]=/usr/bin/wattd --gpu.port 9515 ; ignore_errors=no }}");

        var run = await CommandLineRun.Of(
            ["check", "--gpu.port", "9600"], new Dictionary<string, string> { ["WATTD_CPU_PORT"] = "9700" }, unit: unit);

        var options = run.Examined!.Settings.Options;
        Assert.Equal((9700, "/power"), (options.Get<CpuOptions>().Port, options.Get<WebOptions>().TelemetryPath));
        Assert.Equal("--gpu.port", run.Examined.Settings.Values.Single(value => value.Setting.Name == "gpu.port").Origin);
    }

    [Fact]
    public async Task AUnitThatRunsOneCollectorAloneIsTakenAsItIs()
    {
        var unit = Shown("ExecStart={ argv[]=/usr/bin/wattd cpu --port 9510 ; ignore_errors=no }");
        var run = await CommandLineRun.Of(["config"], unit: unit);
        Assert.Matches("(?m)^gpu +off +wattd cpu in wattd.service$", run.Output);
        Assert.Matches("(?m)^cpu.port +9510 ", run.Output);
    }

    [Fact]
    public async Task TheDaemonItselfDoesNotAskForTheUnit()
    {
        var run = await CommandLineRun.Of(["run"], unit: Shown($"EnvironmentFiles={Written("default", "WATTD_CPU_PORT=9510\n")}"));
        Assert.Equal(9500, run.Settings?.Options.Get<CpuOptions>().Port);
    }

    [Fact]
    public async Task AWrongSettingOfTheUnitIsNamedWithItsFile()
    {
        var file = Written("default", "WATTD_CPU_PORT=none\n");
        var run = await CommandLineRun.Of(["config"], unit: Shown($"EnvironmentFiles={file}"));
        Assert.Equal(78, run.ExitCode);
        Assert.Contains($"(from WATTD_CPU_PORT in {file})", Assert.Single(run.ErrorLines));
    }

    string Written(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    static InstalledUnit Shown(string properties) => InstalledUnit.Parse($"LoadState=loaded\nActiveState=active\n{properties}\n")!;
}
