using System.Collections.Immutable;

namespace Wattd.WebConfig.Yaml;

/// <summary>What is wrong with a file, in the order of its lines.</summary>
/// <param name="path">The file.</param>
sealed class YamlFaults(string path)
{
    readonly List<(int Line, string Message)> _faults = [];

    public void Add(int line, string message) => _faults.Add((line, message));

    /// <summary>One line of text each: <c>web-config.yml:3: …</c>.</summary>
    public ImmutableArray<string> Lines =>
        [.. _faults.OrderBy(fault => fault.Line).Select(fault => $"{path}:{fault.Line}: {fault.Message}")];
}
