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
