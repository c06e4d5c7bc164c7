using System.Collections.Immutable;
using Wattd.Settings.Syntax;

namespace Wattd.Settings;

/// <summary>Every setting there is. The rooms declare theirs; the program puts them together.</summary>
/// <param name="defaults">The options where nothing is given.</param>
/// <param name="rules">What settings demand of one another.</param>
/// <param name="groups">The settings, in the order in which help, file and documents list them.</param>
sealed class SettingTable(OptionSet defaults, ImmutableArray<ISettingRule> rules, params ImmutableArray<SettingGroup> groups)
{
    /// <summary>The file that is read where none is named.</summary>
    public const string DefaultFile = "/etc/wattd/wattd.conf";

    // It is no option of the daemon: the loader reads the file and forgets it.
    public static readonly Setting ConfigFile = new TypedSetting<object, string>("config.file",
        "The configuration file. The default one may be absent; one that is named must be there.",
        new TextSyntax("<path>", "a path", _ => true), _ => DefaultFile, (o, _) => o)
    { InFile = false };

    /// <summary>The options where nothing is given.</summary>
    public OptionSet Defaults => defaults;

    /// <summary>What settings demand of one another.</summary>
    public ImmutableArray<ISettingRule> Rules => rules;

    /// <summary>The settings under the headings that people read them by.</summary>
    public ImmutableArray<SettingGroup> Groups => groups;

    /// <summary>The settings of all groups.</summary>
    public ImmutableArray<Setting> All { get; } = [.. groups.SelectMany(group => group.Settings)];

    /// <summary>The settings that may stand in the file.</summary>
    public IEnumerable<Setting> InFile => All.Where(setting => setting.InFile);
}

/// <summary>Settings under one heading.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Settings">In the order in which they are listed.</param>
sealed record SettingGroup(string Title, params ImmutableArray<Setting> Settings);

/// <summary>What some settings demand of one another.</summary>
interface ISettingRule
{
    /// <summary>Fits the defaults to what was given.</summary>
    /// <param name="options">The options so far.</param>
    /// <param name="isGiven">Whether a setting was given.</param>
    OptionSet Complete(OptionSet options, Predicate<Setting> isGiven) => options;

    /// <summary>One line for each combination that is not allowed.</summary>
    IEnumerable<string> Check(LoadedSettings settings);
}
