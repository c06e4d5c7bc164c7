using System.Collections.Immutable;

namespace Wattd.Settings;

/// <summary>Everything that the settings are built from, except the file.</summary>
sealed record SettingsRequest
{
    /// <summary>All settings.</summary>
    public required SettingTable Table { get; init; }

    /// <summary>The process's environment; an empty variable counts as unset. The default is none.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The file or unit that sets a variable, where the process's own environment does not. The default is none.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentOrigins { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The command's own defaults: overridden by the file.</summary>
    public ImmutableArray<GivenValue> Defaults { get; init; } = [];

    /// <summary>The values on the command line.</summary>
    public ImmutableArray<GivenValue> Flags { get; init; } = [];

    /// <summary>The values that the command always uses: they override the flags.</summary>
    public ImmutableArray<GivenValue> Fixed { get; init; } = [];

    /// <summary>The file that is read where none is named. The default is <see cref="SettingTable.DefaultFile"/>.</summary>
    public string DefaultFile { get; init; } = SettingTable.DefaultFile;
}
