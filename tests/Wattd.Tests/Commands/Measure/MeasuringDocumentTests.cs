using System.Text.RegularExpressions;
using Wattd.Tests.Support;

namespace Wattd.Tests.Commands.Measure;

/// <summary>The documents of <c>wattd measure</c> and <c>wattd compare</c> have every warning and option, and no others.</summary>
public sealed partial class MeasuringDocumentTests
{
    [Theory]
    [InlineData("Measure", "measuring.md", "## Warnings")]
    [InlineData("Compare", "commands.md", "It warns of")]
    public void EveryWarningIsExplained(string command, string document, string start)
    {
        // The names of figures look the same.
        var sources = Directory.GetFiles(Path.Combine(Repository.Root, "src/Wattd/Commands", command), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "FigureName.cs");
        var warnings = sources.SelectMany(file => Warning().Matches(File.ReadAllText(file)))
            .SelectMany(match => Name().Matches(match.Value)).Select(match => match.Groups[1].Value).ToHashSet();
        var table = File.ReadLines(Path.Combine(Repository.Root, "docs", document))
            .SkipWhile(line => !line.StartsWith(start, StringComparison.Ordinal)).SkipWhile(line => !line.StartsWith("| `", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('`')[1]);
        Assert.NotEmpty(warnings);
        Assert.Equal(warnings.Order(StringComparer.Ordinal), table.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("measure")]
    [InlineData("compare")]
    public async Task EveryOptionIsInTheDocument(string command)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs/commands.md"));
        var section = text[text.IndexOf($"\n## {command}\n", StringComparison.Ordinal)..].Split("\n## ")[1];
        var help = (await CommandLineRun.Of([command, "--help"])).Output;
        string[] options = [.. help.Split("Options:\n")[1].Split("\n\n")[0].Split('\n').Select(line => line.Trim().Split(' ')[0]).Where(word => word.StartsWith("--", StringComparison.Ordinal))];
        Assert.NotEmpty(options);
        Assert.All(options, option => Assert.Contains($"`{option}", section));
    }

    // A warning, or what is passed to one: new("short-window", ...), isGpu ? "gpu-lost" : "zone-vanished".
    [GeneratedRegex("""(?:new(?: MeasureWarning)?\(\s*|\? )"[a-z]+(?:-[a-z]+)*"(?:,| : "[a-z]+(?:-[a-z]+)+",)""")]
    private static partial Regex Warning();

    [GeneratedRegex("\"([a-z]+(?:-[a-z]+)*)\"")]
    private static partial Regex Name();
}
