using System.Collections.Immutable;

namespace Wattd.Settings;

/// <summary>What is wrong with a file, as lines for the operator.</summary>
static class Faults
{
    /// <summary>The most faults that are shown: a file with more is probably not a configuration file, and would fill the log.</summary>
    public const int MostShown = 10;

    /// <summary>A line of text for each fault, in the order of the file's lines: <c>web-config.yml:3: …</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="faults">The faults; where there are more than <see cref="MostShown"/>, a last line says how many are left out.</param>
    public static ImmutableArray<string> Lines(string path, IReadOnlyCollection<(int Line, string Message)> faults)
    {
        var shown = faults.OrderBy(fault => fault.Line).Take(MostShown)
            .Select(fault => $"{path}:{fault.Line}: {fault.Message}");
        return faults.Count > MostShown
            ? [.. shown, $"{path}: has {faults.Count - MostShown} more faults"]
            : [.. shown];
    }
}
