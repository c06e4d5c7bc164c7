using Microsoft.Extensions.Configuration;
using Wattd.Settings.Syntax;

namespace Wattd.Settings;

/// <summary>One setting: its names, what it means, and what it may be.</summary>
/// <param name="name">The name that it has everywhere: <c>cpu.interval</c>.</param>
/// <param name="help">One sentence for the help, the file and the documentation.</param>
abstract class Setting(string name, string help)
{
    public string Name => name;

    public string Help => help;

    /// <summary>The command line's name for it: <c>--cpu.interval</c>.</summary>
    public string Flag { get; } = "--" + name;

    /// <summary>The environment's name for it: <c>WATTD_CPU_INTERVAL</c>.</summary>
    public string EnvironmentName { get; } = "WATTD_" + name.Replace('.', '_').Replace('-', '_').ToUpperInvariant();

    /// <summary>The variable of the exporter that came before; weaker than <see cref="EnvironmentName"/>, stronger than the file.</summary>
    public string? OldEnvironmentName { get; init; }

    /// <summary>The section of the file that it stands in; empty before the first section.</summary>
    public string Section { get; } = name.Contains('.') ? name[..name.IndexOf('.')] : "";

    /// <summary>Its key within the section.</summary>
    public string Key { get; } = name[(name.IndexOf('.') + 1)..];

    /// <summary>Section and key as the configuration providers join them.</summary>
    public string Path => Section.Length == 0 ? Key : ConfigurationPath.Combine(Section, Key);

    /// <summary>Whether it may stand in the file. The default is true.</summary>
    public bool InFile { get; init; } = true;

    /// <summary>Whether a running daemon can take a new value. The default is false.</summary>
    public bool Reloadable { get; init; }

    /// <summary>Whether the flag alone, without a value, means <c>on</c>.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>More about the default than its text tells; null where that is all.</summary>
    public string? DefaultNote { get; init; }

    /// <summary>The value that holds where none is given.</summary>
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
    /// <param name="options">Replaced by options with the value where it is allowed, else left alone.</param>
    /// <returns>What is wrong with the text, as a phrase that follows it; null where nothing is.</returns>
    public abstract string? Apply(string text, ref OptionSet options);

    public override string ToString() => name;
}
