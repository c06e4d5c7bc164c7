using Microsoft.Extensions.Configuration;
using Wattd.Settings.Syntax;

namespace Wattd.Settings;

/// <summary>One setting: its names, its meaning and its allowed values.</summary>
/// <param name="name">The name, the same everywhere: <c>cpu.interval</c>.</param>
/// <param name="help">One sentence for the help, the file and the documentation.</param>
abstract class Setting(string name, string help)
{
    public string Name => name;

    public string Help => help;

    /// <summary>The command line flag: <c>--cpu.interval</c>.</summary>
    public string Flag { get; } = "--" + name;

    /// <summary>The environment variable: <c>WATTD_CPU_INTERVAL</c>.</summary>
    public string EnvironmentName { get; } = "WATTD_" + name.Replace('.', '_').Replace('-', '_').ToUpperInvariant();

    /// <summary>The variable of the earlier exporter; overridden by <see cref="EnvironmentName"/>, overrides the file.</summary>
    public string? OldEnvironmentName { get; init; }

    /// <summary>The section of the file that it belongs to; empty before the first section.</summary>
    public string Section { get; } = name.Contains('.') ? name[..name.IndexOf('.')] : "";

    /// <summary>Its key within the section.</summary>
    public string Key { get; } = name[(name.IndexOf('.') + 1)..];

    /// <summary>Section and key as the configuration providers join them.</summary>
    public string Path => Section.Length == 0 ? Key : ConfigurationPath.Combine(Section, Key);

    /// <summary>Whether it is allowed in the file. The default is true.</summary>
    public bool InFile { get; init; } = true;

    /// <summary>Whether a running daemon can take a new value. The default is false.</summary>
    public bool Reloadable { get; init; }

    /// <summary>Whether the flag alone, without a value, means <c>on</c>.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>Whether the value names a file or a directory, which a shell can complete.</summary>
    public bool IsFile { get; init; }

    /// <summary>An addition to the text of the default; null for none.</summary>
    public string? DefaultNote { get; init; }

    /// <summary>The value used where none is given.</summary>
    public abstract string Default { get; }

    /// <inheritdoc cref="ValueSyntax{T}.Allowed"/>
    public abstract string Allowed { get; }

    /// <inheritdoc cref="ValueSyntax{T}.Placeholder"/>
    public abstract string Placeholder { get; }

    /// <inheritdoc cref="ValueSyntax{T}.Range"/>
    public abstract string? Range { get; }

    /// <inheritdoc cref="ValueSyntax{T}.Words"/>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>Its value in these options, in canonical form.</summary>
    public abstract string Read(OptionSet options);

    /// <summary>Puts a value into the options.</summary>
    /// <param name="text">The value as given.</param>
    /// <param name="options">Replaced by options with the value where it is allowed, else unchanged.</param>
    /// <returns>What is wrong with the text, as a phrase that follows it; null for a valid value.</returns>
    public abstract string? Apply(string text, ref OptionSet options);

    public override string ToString() => name;
}
