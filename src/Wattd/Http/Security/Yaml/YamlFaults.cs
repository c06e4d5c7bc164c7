using System.Collections.Immutable;
using Wattd.Settings;

namespace Wattd.Http.Security.Yaml;

/// <summary>What is wrong with a file, in the order of its lines.</summary>
/// <param name="path">The file.</param>
sealed class YamlFaults(string path)
{
    readonly List<(int Line, string Message)> _faults = [];

    public void Add(int line, string message) => _faults.Add((line, message));

    /// <inheritdoc cref="Faults.Lines"/>
    public ImmutableArray<string> Lines => Faults.Lines(path, _faults);
}

/// <summary>A text is not the expected YAML.</summary>
/// <param name="line">The line, from 1.</param>
/// <param name="message">What is wrong.</param>
sealed class YamlException(int line, string message) : Exception(message)
{
    public int Line => line;
}
