using System.Diagnostics;
using Wattd.Linux;

namespace Wattd.Tests.Support;

/// <summary>
/// A running <c>wattd measure</c> of the published binary in a session of its own, without a terminal, and a command that
/// runs in a folder of the test.
/// </summary>
sealed class MeasureProcess : IDisposable
{
    readonly Process _process;

    MeasureProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts it with a script for bash, and measures the simulated node.</summary>
    /// <param name="folder">Where the script runs.</param>
    /// <param name="script">The script.</param>
    /// <param name="flags">Further flags of <c>wattd measure</c>.</param>
    public static MeasureProcess Start(TemporaryFolder folder, string script, params string[] flags) => StartAsIs(folder, ["--simulate", "on", .. flags, "--", "bash", "-c", script]);

    /// <summary>Starts it with flags, <c>--</c> and a command.</summary>
    public static MeasureProcess StartAsIs(TemporaryFolder folder, params string[] arguments) =>
        new(Process.Start(new ProcessStartInfo("setsid", [DaemonProcess.Binary, "measure", .. arguments])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    /// <summary>The next line that the command writes.</summary>
    public async Task<string?> Line() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Deadline);

    /// <summary>Sends wattd a signal, and nobody else.</summary>
    public void Signal(int signal) => Assert.Equal(0, Signals.kill(Id, signal));

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code, what else the command wrote, and standard error with the report.</returns>
    public async Task<(int ExitCode, string Output, string Error)> Ended()
    {
        var (output, error) = (_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
        await Task.WhenAll(output, error, _process.WaitForExitAsync()).WaitAsync(Eventually.Deadline);
        return (_process.ExitCode, await output, await error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
