using System.Collections.Immutable;

namespace Wattd.Settings;

/// <summary>The settings that hold, with where each comes from.</summary>
/// <param name="Options">The settings as the program takes them.</param>
/// <param name="Values">Every setting of the table, in its order.</param>
/// <param name="File">The configuration file.</param>
/// <param name="FileExists">Whether it is there; the default one may be absent.</param>
/// <param name="Request">What they were made from; loading it again reads the file anew.</param>
sealed record LoadedSettings(
    OptionSet Options, ImmutableArray<SettingValue> Values, string File, bool FileExists, SettingsRequest Request)
{
    public SettingValue this[Setting setting] => Values.First(value => value.Setting == setting);

    /// <summary>The settings that others give another value. Those that are not <see cref="Setting.Reloadable"/> need a restart.</summary>
    public IEnumerable<SettingChange> ChangesTo(LoadedSettings other) =>
        from before in Values
        let after = other[before.Setting]
        where before.Text != after.Text
        select new SettingChange(before, after);
}
