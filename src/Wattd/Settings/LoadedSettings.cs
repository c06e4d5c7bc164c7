using System.Collections.Immutable;

namespace Wattd.Settings;

/// <summary>The settings in force, with the origin of each.</summary>
/// <param name="Options">The settings as the program uses them.</param>
/// <param name="Values">Every setting of the table, in its order.</param>
/// <param name="File">The configuration file.</param>
/// <param name="FileExists">Whether it exists; the default one may be absent.</param>
/// <param name="DropIns">How many files of <c>wattd.conf.d</c> were read.</param>
/// <param name="Request">What they were made from; loading it again reads the file again.</param>
sealed record LoadedSettings(
    OptionSet Options, ImmutableArray<SettingValue> Values, string File, bool FileExists, int DropIns, SettingsRequest Request)
{
    public SettingValue this[Setting setting] => Values.First(value => value.Setting == setting);

    /// <summary>The settings whose value differs in others. Those that are not <see cref="Setting.Reloadable"/> need a restart.</summary>
    public IEnumerable<SettingChange> ChangesTo(LoadedSettings other) =>
        from before in Values
        let after = other[before.Setting]
        where before.Text != after.Text
        select new SettingChange(before, after);
}

/// <summary>The settings as far as they could be parsed.</summary>
/// <param name="Settings">The valid values, with defaults for the rest.</param>
/// <param name="Errors">What is wrong, one line each; empty where the settings are valid.</param>
sealed record ExaminedSettings(LoadedSettings Settings, ImmutableArray<string> Errors);
