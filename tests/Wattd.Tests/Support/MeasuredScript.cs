using System.Diagnostics;

namespace Wattd.Tests.Support;

/// <summary>
/// A bash script that runs a command as <c>$measure command</c>, once without and once with <c>wattd measure</c> of the
/// published binary before it. The report goes to a file.
/// </summary>
static class MeasuredScript
{
    // Every process inherits descriptors that another test has open at that moment.
    const string CloseWhatOthersOpened = "for fd in /proc/$$/fd/*; do fd=${fd##*/}; ((fd < 3)) || eval \"exec $fd>&-\"; done; ";

    /// <summary>Runs it both ways.</summary>
    public static async Task<(Result Alone, Result Measured)> Both(string script) => (await Run(script, ""), await Measured(script));

    /// <summary>Runs it with <c>wattd measure</c>.</summary>
    /// <param name="script">The script.</param>
    /// <param name="flags">Flags of <c>wattd measure</c> instead of the file for the report.</param>
    public static async Task<Result> Measured(string script, string flags = "")
    {
        using var folder = new TemporaryFolder();
        return await Run(script, $"{DaemonProcess.Binary} measure --simulate on {(flags.Length > 0 ? flags : $"--output {folder.File("report")}")} --");
    }

    static async Task<Result> Run(string script, string measure)
    {
        // The runtime ignores SIGPIPE, and programs that it starts inherit that.
        var start = new ProcessStartInfo("env", ["--default-signal=PIPE", "bash", "-c", CloseWhatOthersOpened + script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["measure"] = measure;
        start.Environment["LC_ALL"] = "C";
        using var shell = Process.Start(start)!;
        shell.StandardInput.Close();
        using MemoryStream output = new(), error = new();
        var (outputEnds, errorEnds) = (shell.StandardOutput.BaseStream.CopyToAsync(output), shell.StandardError.BaseStream.CopyToAsync(error));
        try
        {
            await Task.WhenAll(outputEnds, errorEnds, shell.WaitForExitAsync()).WaitAsync(Eventually.Deadline);
        }
        catch (TimeoutException)
        {
            shell.Kill(entireProcessTree: true);
            throw;
        }
        return new Result(shell.ExitCode, output.ToArray(), error.ToArray());
    }

    /// <summary>How the script ended, and what it wrote.</summary>
    internal sealed record Result(int ExitCode, byte[] Output, byte[] Error);
}
