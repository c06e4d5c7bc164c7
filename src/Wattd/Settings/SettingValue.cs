namespace Wattd.Settings;

/// <summary>A setting as it holds.</summary>
/// <param name="Setting">Which one.</param>
/// <param name="Text">The value in canonical form.</param>
/// <param name="Origin">Where it was given; null for the default.</param>
sealed record SettingValue(Setting Setting, string Text, string? Origin)
{
    /// <summary>For an error line: <c>'5s' (from WATTD_CPU_INTERVAL)</c>.</summary>
    public override string ToString() => $"'{Text}' ({(Origin is null ? "the default" : $"from {Origin}")})";
}
