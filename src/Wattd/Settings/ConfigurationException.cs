using System.Collections.Immutable;

namespace Wattd.Settings;

/// <summary>The settings are wrong, and the daemon must not start.</summary>
/// <param name="lines">What is wrong, one line each, with the fix.</param>
sealed class ConfigurationException(ImmutableArray<string> lines) : Exception(string.Join('\n', lines))
{
    public ImmutableArray<string> Lines => lines;
}
