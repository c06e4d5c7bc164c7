using System.Collections.Immutable;

namespace Wattd.Settings;

/// <summary>Everything but the file that the settings are made from.</summary>
sealed record SettingsRequest
{
    /// <summary>The settings there are.</summary>
    public required SettingTable Table { get; init; }

    /// <summary>The process's environment; an empty variable counts as unset. The default is none.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What the command means unless it is told otherwise: weaker than the file.</summary>
    public ImmutableArray<GivenValue> Defaults { get; init; } = [];

    /// <summary>What the command line says.</summary>
    public ImmutableArray<GivenValue> Flags { get; init; } = [];

    /// <summary>What the command means whatever it is told: stronger than the flags.</summary>
    public ImmutableArray<GivenValue> Fixed { get; init; } = [];

    /// <summary>Read where no file is named. The default is <see cref="SettingTable.DefaultFile"/>.</summary>
    public string DefaultFile { get; init; } = SettingTable.DefaultFile;
}
