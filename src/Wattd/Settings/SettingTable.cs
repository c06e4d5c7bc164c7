using System.Collections.Immutable;
using Wattd.Settings.Syntax;

namespace Wattd.Settings;

/// <summary>Every setting. Each component declares its own; the program combines them.</summary>
/// <param name="defaults">The options where nothing is given.</param>
/// <param name="rules">The rules between settings.</param>
/// <param name="groups">The settings, in the order in which help, file and documents list them.</param>
sealed class SettingTable(OptionSet defaults, ImmutableArray<ISettingRule> rules, params ImmutableArray<SettingGroup> groups)
{
    /// <summary>The file that is read by default.</summary>
    public const string DefaultFile = "/etc/wattd/wattd.conf";

    // Not an option of the daemon: only the loader uses it.
    public static readonly Setting ConfigFile = new TypedSetting<object, string>("config.file",
        "The configuration file. The default file may be absent; a given one must exist.",
        new TextSyntax("<path>", "a path", _ => true), _ => DefaultFile, (o, _) => o)
    { InFile = false, IsFile = true };

    /// <summary>The options where nothing is given.</summary>
    public OptionSet Defaults => defaults;

    /// <summary>The rules between settings.</summary>
    public ImmutableArray<ISettingRule> Rules => rules;

    /// <summary>The settings under their headings.</summary>
    public ImmutableArray<SettingGroup> Groups => groups;

    /// <summary>The settings of all groups.</summary>
    public ImmutableArray<Setting> All { get; } = [.. groups.SelectMany(group => group.Settings)];

    /// <summary>The settings that are allowed in the file.</summary>
    public IEnumerable<Setting> InFile => All.Where(setting => setting.InFile);
}

/// <summary>Settings under one heading.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Settings">In the order in which they are listed.</param>
sealed record SettingGroup(string Title, params ImmutableArray<Setting> Settings);

/// <summary>A rule between settings.</summary>
interface ISettingRule
{
    /// <summary>Adjusts the defaults to the given values.</summary>
    /// <param name="options">The options so far.</param>
    /// <param name="isGiven">Whether a setting was given.</param>
    OptionSet Complete(OptionSet options, Predicate<Setting> isGiven) => options;

    /// <summary>One line for each combination that is not allowed.</summary>
    IEnumerable<string> Check(LoadedSettings settings);
}
