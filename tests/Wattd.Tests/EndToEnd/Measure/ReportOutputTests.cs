using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd.Measure;

/// <summary>Where the report of <c>wattd measure</c> goes.</summary>
public sealed class ReportOutputTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AFileThatCannotBeWrittenRefusesTheCommand()
    {
        var started = _folder.File("started");
        foreach (var path in (string[])[_folder.File("missing/report"), _folder.Path, ""])
        {
            var (exitCode, output, error) = await Measure(path, "touch", started);
            Assert.Equal((1, ""), (exitCode, output));
            Assert.StartsWith($"wattd: --output: '{path}' cannot be written, so the command was not started: ", Assert.Single(error.TrimEnd().Split('\n')));
            Assert.False(File.Exists(started));
        }
    }

    [Fact]
    public async Task AFileGetsTheReportInPlaceOfItsContentAndStandardErrorNothing()
    {
        File.WriteAllText(_folder.File("report"), new string('x', 100_000));
        var (exitCode, _, error) = await Measure(_folder.File("report"), "sh", "-c", "exit 3");
        Assert.Equal((3, ""), (exitCode, error));
        Assert.StartsWith("sh -c 'exit 3'  ", File.ReadAllText(_folder.File("report")));
        Assert.DoesNotContain('x', File.ReadAllText(_folder.File("report"))[20..].Replace("exit", ""));
    }

    [Fact]
    public async Task AFullDiskSendsItToStandardErrorAndTheExitCodeIsTheCommands()
    {
        var (exitCode, _, error) = await Measure("/dev/full", "sh", "-c", "exit 3");
        Assert.Equal(3, exitCode);
        Assert.StartsWith("wattd: --output: '/dev/full' does not take the report: No space left on device", error);
        Assert.Contains("\nsh -c 'exit 3'  ", error);
    }

    [Theory]
    [InlineData("$measure sh -c 'exit 3' 2>/dev/full", "--json")]
    [InlineData("$measure sh -c 'exit 3' 2>&-", "--json")]
    [InlineData("$measure sh -c 'exit 3' | cat; exit ${PIPESTATUS[0]}", "--output /dev/stdout")]
    [InlineData("$measure sh -c 'exit 3'", "--output /dev/null")]
    [InlineData("exec 8>&1; $measure sh -c 'exit 3' | true; exit ${PIPESTATUS[0]}", "--output /dev/fd/8")]
    public async Task WhereverTheReportGoesTheExitCodeIsTheCommands(string script, string output)
    {
        var result = await MeasuredScript.Measured(script, output);
        Assert.Equal((3, 0), (result.ExitCode, result.Error.Length));
    }

    static Task<(int ExitCode, string Output, string Error)> Measure(string output, params string[] command) =>
        DaemonProcess.Run(["measure", "--simulate", "on", "--output", output, "--", .. command]);
}
