using System.Text.RegularExpressions;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu;

/// <summary>
/// wattd keeps the GPUs open, so a command that removes them from the driver fails unless wattd has let go of them; the documents say so.
/// </summary>
public sealed partial class GpuResetTests
{
    public static TheoryData<string> Documents =>
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(path => Path.GetRelativePath(Repository.Root, path)),
        "README.md", "systemd/wattd.catalog",
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void CommandsThatRemoveAGpuAreBetweenAReleaseAndAResume(string document)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, document));
        for (var i = 0; i < lines.Length; i++)
        {
            if (!TakesAGpu().IsMatch(lines[i]))
                continue;
            // What else uses the driver may be stopped in between.
            var isReleased = lines[(i - 2)..i].Any(line => Release().IsMatch(line));
            Assert.Matches(isReleased ? "wattd release gpu|systemctl stop" : "systemctl stop wattd.socket wattd", lines[i - 1]);
            Assert.Contains(
                lines.Skip(i + 1).Take(isReleased ? 3 : 2),
                line => line.Contains(isReleased ? "wattd resume gpu" : "systemctl start", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void TheRunbookTheTroubleshootingAndTheCatalogueHaveTheReset()
    {
        Assert.Equal(3, Resets("docs/runbook.md"));
        Assert.Equal(1, Resets("docs/troubleshooting.md"));
        Assert.Equal(2, Resets("systemd/wattd.catalog"));

        static int Resets(string document) =>
            File.ReadLines(Path.Combine(Repository.Root, document)).Count(line => TakesAGpu().IsMatch(line) && line.Contains("reset"));
    }

    [GeneratedRegex(@"^\s*(sudo )?wattd release gpu")]
    private static partial Regex Release();

    /// <summary>As a command; the texts of log lines also contain rmmod.</summary>
    [GeneratedRegex(@"^\s*(sudo )?(nvidia-smi --gpu-reset|rmmod)|`nvidia-smi --gpu-reset")]
    private static partial Regex TakesAGpu();
}
