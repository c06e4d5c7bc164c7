namespace Wattd.Settings;

/// <summary>A setting with its value.</summary>
/// <param name="Setting">Which one.</param>
/// <param name="Text">The value in canonical form.</param>
/// <param name="Origin">Where it was given; null for the default.</param>
sealed record SettingValue(Setting Setting, string Text, string? Origin)
{
    /// <summary>Whether the command line or the environment of this very process gives it, and no unit or file.</summary>
    public bool IsOfThisCommand => Origin == Setting.Flag || Origin == Setting.EnvironmentName || Origin == Setting.OldEnvironmentName;

    /// <summary>For an error line: <c>'5s' (from WATTD_CPU_INTERVAL)</c>.</summary>
    public override string ToString() => $"'{Text}' ({(Origin is null ? "the default" : $"from {Origin}")})";
}

/// <summary>A value that was given for a setting, not yet checked.</summary>
/// <param name="Setting">What it was given for.</param>
/// <param name="Text">The value as written.</param>
/// <param name="Origin">Where it was given, as the error line names it: <c>--cpu.port</c>, <c>WATTD_CPU_PORT</c>, a file and line.</param>
sealed record GivenValue(Setting Setting, string Text, string Origin);

/// <summary>A setting that two loads of the configuration give different values.</summary>
sealed record SettingChange(SettingValue Before, SettingValue After)
{
    public Setting Setting => Before.Setting;
}
