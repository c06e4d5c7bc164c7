using System.Diagnostics;

namespace Wattd.Tests.Support;

/// <summary>promtool of Prometheus.</summary>
static class Promtool
{
    /// <summary>Runs <c>promtool check metrics</c>; skips the test if there is no promtool.</summary>
    /// <returns>Its exit code (0 valid, 3 lint errors), and the lines of its output.</returns>
    public static (int ExitCode, string[] Lines) CheckMetrics(ReadOnlySpan<byte> page)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, "promtool"))), "promtool is not on the PATH");

        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = promtool.StandardOutput.ReadToEndAsync();
        var errors = promtool.StandardError.ReadToEndAsync();
        promtool.StandardInput.BaseStream.Write(page);
        promtool.StandardInput.Close();
        promtool.WaitForExit();
        return (promtool.ExitCode, (output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
