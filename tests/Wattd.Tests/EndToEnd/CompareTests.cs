using System.Text.Json.Nodes;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary><c>wattd compare</c> with reports that <c>wattd measure</c> wrote: both presets of an x264, on a simulated machine.</summary>
public sealed class CompareTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    async Task<string> Measure(string preset, params string[] flags)
    {
        var file = _folder.File($"{preset}.json");
        var (exitCode, _, error) = await DaemonProcess.Run(
        [
            "measure", "--simulate", "--json", "--output", file, .. flags, "--",
            "ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30", "-t", "2", "-c:v", "libx264", "-preset", preset, "-f", "null", "-",
        ]);
        Assert.Equal((0, ""), (exitCode, error));
        return file;
    }

    [Fact]
    public async Task TwoPresetsAreSideBySide()
    {
        var (fast, slow) = (await Measure("ultrafast", "--repeat", "2", "--idle", "1s"), await Measure("medium", "--repeat", "2", "--idle", "62W"));
        Assert.All([fast, slow], file => Assert.Empty(MeasureSchema.Errors(File.ReadAllText(file))));

        var (exitCode, output, error) = await DaemonProcess.Run(["compare", fast, slow]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("2 runs, source simulation", output);
        Assert.Contains("warning: simulated: ", output);

        var json = JsonNode.Parse((await DaemonProcess.Run(["compare", "--json", fast, slow])).Output)!;
        Assert.All(["duration_seconds", "joules", "above_idle_joules", "command_cpu_seconds"], figure => Assert.Equal(2, json["figures"]![figure]!.AsArray().Count));
        Assert.Equal([60, 60], json["reports"]!.AsArray().Select(report => (int)report!["frames"]!));
        var joules = json["figures"]!["joules"]!;
        Assert.Equal(100 * (((double)joules[1]!["mean"]! / (double)joules[0]!["mean"]!) - 1), (double)joules[1]!["difference_percent"]!, 3);
        Assert.NotNull(joules[1]!["difference_stddev_percent"]);
    }

    [Fact]
    public async Task APipeIsAReportToo()
    {
        var file = await Measure("ultrafast");
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "bash", ["-c", $"'{DaemonProcess.Binary}' compare <(cat '{file}') '{file}'"])
        { RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, shell.ExitCode);
        Assert.Contains("0.0 %", output);
    }

    [Fact]
    public async Task AFileThatIsNoReportEndsItWithOneLine()
    {
        var (exitCode, output, error) = await DaemonProcess.Run(["compare", "/dev/null", _folder.File("none")]);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal(2, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
