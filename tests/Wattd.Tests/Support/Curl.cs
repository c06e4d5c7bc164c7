using System.Diagnostics;
using System.Globalization;

namespace Wattd.Tests.Support;

/// <summary>curl, the usual client of operators.</summary>
static class Curl
{
    /// <summary>Requests a page.</summary>
    /// <returns>The status, 0 if there was no response; headers and body; and the error message of curl.</returns>
    public static async Task<(int Status, string Text, string Complaint)> AskAsync(params string[] arguments)
    {
        using var curl = Process.Start(new ProcessStartInfo("curl",
            ["--silent", "--show-error", "--include", "--max-time", "30", "--write-out", "\n%{http_code}", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (curl.StandardOutput.ReadToEndAsync(), curl.StandardError.ReadToEndAsync());
        await curl.WaitForExitAsync().WaitAsync(Eventually.Deadline);
        var text = await output;
        var end = text.LastIndexOf('\n');
        return (int.Parse(text[(end + 1)..], CultureInfo.InvariantCulture), text[..Math.Max(end, 0)], await error);
    }
}
