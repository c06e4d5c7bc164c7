using Wattd.Tests.Support;
using static Wattd.Linux.Signals;

namespace Wattd.Tests.EndToEnd.Measure;

/// <summary>Signals that are sent to <c>wattd measure</c> without a terminal.</summary>
public sealed class MeasureSignalTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SIGTERM, "TERM")]
    [InlineData(SIGHUP, "HUP")]
    [InlineData(SIGQUIT, "QUIT")]
    [InlineData(SIGINT, "INT")]
    public async Task ASignalIsPassedOnOnceAndTheReportStillComes(int signal, string name)
    {
        using var measure = MeasureProcess.Start(_folder, $"trap 'echo got {name}' {name}; echo ready; until [ -e stop ]; do sleep 0.05; done; exit 9");
        Assert.Equal("ready", await measure.Line());
        measure.Signal(signal);
        Assert.Equal($"got {name}", await measure.Line());
        File.WriteAllText(_folder.File("stop"), "");
        var (exitCode, output, error) = await measure.Ended();
        Assert.Equal((9, ""), (exitCode, output));
        Assert.Contains("exit 9 after", error);
    }

    [Fact]
    public async Task ASignalThatWasIgnoredIsNotPassedOn()
    {
        using var measure = MeasureProcess.Start(_folder,
            $"exec setsid env --ignore-signal=HUP,INT '{DaemonProcess.Binary}' measure --simulate on -- sh -c 'echo ready; until [ -e stop ]; do sleep 0.05; done; exit 9'");
        Assert.Equal("ready", await measure.Line());
        // The inner one: the exec kept the process of the script.
        var inner = Processes.ChildOf(measure.Id);
        Assert.Equal(0, kill(inner, SIGHUP));
        Assert.Equal(0, kill(inner, SIGINT));
        File.WriteAllText(_folder.File("stop"), "");
        var (exitCode, _, error) = await measure.Ended();
        Assert.Equal(9, exitCode);
        Assert.Equal(2, error.Split("exit 9 after").Length - 1);
    }

    /// <summary>timeout(1) and a unit that stops send the signal to the whole group, so the command gets it twice.</summary>
    [Fact]
    public async Task ASignalToTheWholeGroupStillLeavesAReport()
    {
        for (var i = 0; i < 5; i++)
        {
            using var measure = MeasureProcess.Start(_folder, "echo ready; exec sleep 1000");
            Assert.Equal("ready", await measure.Line());
            Assert.Equal(0, kill(-measure.Id, SIGTERM));
            var (exitCode, _, error) = await measure.Ended();
            Assert.Equal(143, exitCode);
            Assert.Contains("ended by SIGTERM after", error);
        }
    }

    [Fact]
    public async Task ACommandThatIsKilledLeavesAReport()
    {
        using var measure = MeasureProcess.Start(_folder, "echo $$; exec sleep 1000");
        Assert.Equal(0, kill(int.Parse((await measure.Line())!, null), SIGKILL));
        var (exitCode, _, error) = await measure.Ended();
        Assert.Equal(137, exitCode);
        Assert.Contains("ended by SIGKILL after", error);
    }

    [Fact]
    public async Task ACommandThatIsStoppedCanContinue()
    {
        const int SIGCONT = 18, SIGSTOP = 19;
        using var measure = MeasureProcess.Start(_folder, "echo $$; until [ -e stop ]; do sleep 0.05; done; exit 4");
        var command = int.Parse((await measure.Line())!, null);
        Assert.Equal(0, kill(command, SIGSTOP));
        await Eventually.True(() => StateOf(command) == "T", "the command is stopped");
        File.WriteAllText(_folder.File("stop"), "");
        Assert.Equal(0, kill(command, SIGCONT));
        Assert.Equal(4, (await measure.Ended()).ExitCode);
    }

    [Fact]
    public async Task TheCommandOutlivesAKilledWattd()
    {
        using var measure = MeasureProcess.Start(_folder, "echo ready; until [ -e stop ]; do sleep 0.05; done; echo alive >alive");
        Assert.Equal("ready", await measure.Line());
        measure.Signal(SIGKILL);
        Processes.AssertGone(measure.Id);
        File.WriteAllText(_folder.File("stop"), "");
        await Eventually.True(() => File.Exists(_folder.File("alive")), "the command goes on");
    }

    [Theory]
    [InlineData(SIGTERM, 143)]
    [InlineData(SIGINT, 130)]
    public async Task BeforeTheCommandASignalEndsWattdWithoutStartingIt(int signal, int code)
    {
        using var measure = MeasureProcess.Start(_folder, "echo started >started", "--idle", "10m");
        await Eventually.True(() => Handles(measure.Id, signal), "wattd handles signals");
        measure.Signal(signal);
        var (exitCode, output, error) = await measure.Ended();
        Assert.Equal((code, "", ""), (exitCode, output, error));
        Assert.False(File.Exists(_folder.File("started")));
    }

    [Fact]
    public async Task WhileADriverStartsASignalEndsWattdWithoutStartingTheCommand()
    {
        using var stub = new NvmlStub();
        stub.PlantProcfs(1);
        stub.Hang(NvmlFunction.nvmlInit_v2);
        using var measure = MeasureProcess.StartAsIs(
            _folder, "--cpu", "off", "--path.procfs", stub.Procfs, "--gpu.nvml-library", stub.Library, "--", "touch", "started");
        await Eventually.True(() => stub.Calls(NvmlFunction.nvmlInit_v2) > 0, "a driver that starts");
        measure.Signal(SIGTERM);
        Assert.Equal((143, "", ""), await measure.Ended());
        Assert.False(File.Exists(_folder.File("started")));
    }

    [Fact]
    public async Task BetweenRunsASignalEndsTheMeasurementWithAReport()
    {
        using var measure = MeasureProcess.Start(_folder, "echo run", "--repeat", "3", "--idle", "0.001W", "--cooldown", "60m");
        Assert.Equal("run", await measure.Line());
        await Eventually.True(() => Processes.ChildOf(measure.Id) == 0, "the run has ended");
        measure.Signal(SIGTERM);
        var (exitCode, output, error) = await measure.Ended();
        Assert.Equal((143, ""), (exitCode, output));
        Assert.Contains("exit 0 after", error);
    }

    static bool Handles(int process, int signal) => (Convert.ToUInt64(Status(process, "SigCgt:"), 16) & (1UL << (signal - 1))) != 0;

    static string StateOf(int process) => Status(process, "State:")[..1];

    static string Status(int process, string field) =>
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(field, StringComparison.Ordinal))[field.Length..].Trim();
}
