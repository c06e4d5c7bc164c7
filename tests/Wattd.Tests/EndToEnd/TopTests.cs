using System.Diagnostics;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary><c>wattd top</c> as plain text and in a terminal of script(1).</summary>
public sealed class TopTests
{
    [Fact]
    public async Task WithoutATerminalItPrintsTheReadingsOfTheDaemonOnce()
    {
        await using var daemon = DaemonProcess.Start(["--simulate", "on"]);
        await daemon.Until(gpu: false, page => page.Count("rapl_power_watts") == 5, "five zones");

        var (exitCode, output, error) = await DaemonProcess.Run(["top", "--cpu.port", $"{daemon.CpuPort}"]);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains($"the daemon at http://127.0.0.1:{daemon.CpuPort}", output);
        Assert.Contains("SIMULATED", output);
        Assert.Contains("package_0", output);
        Assert.Contains("Simulated GPU", output);
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public async Task WithoutADaemonItReadsTheHardwareItself()
    {
        using var folder = new TemporaryFolder();
        using var stub = new NvmlStub(gpus: 2);
        stub.Name(0, "\e[2JGPU");
        var (exitCode, output, error) = await DaemonProcess.Run(
        [
            "top", "--cpu.port", $"{DaemonProcess.FreePort()}", "--path.sysfs", folder.Path, "--path.procfs", folder.Path,
            "--gpu.nvml-library", stub.Library,
        ]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("from the hardware", output);
        Assert.Contains("no RAPL zone", output);
        Assert.Contains("110.5", output);
        Assert.Contains("?[2JGPU", output);
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public async Task ADaemonThatDoesNotAnswerIsOneLineWithTheFix()
    {
        var port = DaemonProcess.FreePort();
        var (exitCode, output, error) = await DaemonProcess.Run(["top", "--source", "daemon", "--cpu.port", $"{port}", "--gpu", "off"]);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith($"wattd: the daemon at http://127.0.0.1:{port} returns no readings: ", Assert.Single(error.TrimEnd().Split('\n')));
        Assert.Contains("wattd top --source hardware", error);
    }

    [Fact]
    public async Task InATerminalItDrawsUntilAKeyExitsAndRestoresTheTerminal()
    {
        await using var top = TerminalRun.Start("top --simulate --cpu.window 100ms");
        await top.Shows("Simulated GPU");
        await top.Shows("q quits");
        await top.Type("q");
        var screen = await top.Ended();
        Assert.Equal("0", screen.ExitCode);
        Assert.Contains("\e[?1049h\e[?25l", screen.Text);
        Assert.EndsWith("\e[0m\e[?25h\e[?1049l\e[?1l\e>", screen.Text);
        Assert.Equal(screen.SettingsBefore, screen.SettingsAfter);
    }

    [Fact]
    public async Task CtrlCRestoresTheTerminalToo()
    {
        await using var top = TerminalRun.Start("top --simulate --cpu.window 100ms");
        await top.Shows("Simulated GPU");
        await top.Type("\u0003");
        var screen = await top.Ended();
        Assert.Contains("\e[?1049l", screen.Text);
        Assert.Equal(screen.SettingsBefore, screen.SettingsAfter);
    }

    [Fact]
    public async Task WhenTheDaemonStopsItsReadingsDisappear()
    {
        var daemon = DaemonProcess.Start(["--simulate", "on"]);
        await daemon.Until(gpu: false, page => page.Count("rapl_power_watts") == 5, "five zones");
        await using var top = TerminalRun.Start($"top --url http://127.0.0.1:{daemon.CpuPort}");
        await top.Shows("Simulated GPU");
        await daemon.DisposeAsync();
        await top.Shows("returns no readings");
        await top.Type("q");
        Assert.Equal("0", (await top.Ended()).ExitCode);
    }

    [Fact]
    public async Task InASmallTerminalEveryGpuOfALargeNodeCanBeReachedByKeys()
    {
        using var folder = new TemporaryFolder();
        using var stub = new NvmlStub(gpus: 16);
        stub[3, NvmlValue.RecoveryAction] = 1;
        for (var gpu = 2; gpu < 16; gpu++)
            stub[gpu, NvmlValue.Throttle] = 0;
        var tree = new PowercapTreeBuilder(folder.Path);
        for (var package = 0; package < 8; package++)
        {
            tree.Zone($"intel-rapl:{package}", $"package-{package}");
            tree.Zone($"intel-rapl:{package}:0", "dram");
        }
        await using var top = TerminalRun.Start(
            $"top --source hardware --cpu.window 100ms --path.sysfs {folder.Path} --path.procfs {folder.Path} --gpu.nvml-library {stub.Library}",
            columns: 80, rows: 24);
        await top.Shows("2 problems");
        stub.ReturnForGpu(11, 15); // NVML_ERROR_GPU_IS_LOST
        await top.Shows("3 problems");
        await top.Shows("GPU 11 (00000000:B1:00.0) is lost");
        await top.Shows("GPU 3 (00000000:31:00.0): the driver requests a reset");
        await top.Shows("GPUs 0, 1 are throttled (sw power cap)");
        await top.Shows("lines 1-");
        foreach (var (key, shown) in new[] { ("\e[F", "15 NVIDIA L40S"), ("\e[1~", "lines 1-"), ("\e[6~", "package_7"), ("G", "-38 of 38, ") })
        {
            await top.Type(key);
            await top.Shows(shown);
        }
        await top.Type("q");
        Assert.Equal("0", (await top.Ended()).ExitCode);
    }

    [Fact]
    public async Task NoColorDisablesColours()
    {
        await using var top = TerminalRun.Start("top --simulate --cpu.window 100ms", "NO_COLOR=1");
        await top.Shows("Simulated GPU");
        await top.Type("q");
        Assert.DoesNotContain("\e[1m", (await top.Ended()).Text);
    }

    [Fact]
    public async Task AReaderThatClosesIsNoStackTrace()
    {
        using var shell = Process.Start(new ProcessStartInfo("bash",
            ["-c", $"'{DaemonProcess.Binary}' top --simulate --cpu.window 10ms --cpu.interval 10ms | true; exit ${{PIPESTATUS[0]}}"])
        { RedirectStandardError = true })!;
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.Equal((0, ""), (shell.ExitCode, error));
    }
}
