namespace Wattd.Settings;

/// <summary>A setting that two loads of the configuration give different values.</summary>
sealed record SettingChange(SettingValue Before, SettingValue After)
{
    public Setting Setting => Before.Setting;
}
