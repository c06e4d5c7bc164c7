using Wattd.Settings;
using Wattd.Settings.Syntax;
using static System.TimeSpan;

namespace Wattd.Collectors.Wall;

/// <summary>The settings of the wall collector.</summary>
static class WallSettings
{
    public static readonly Setting Mode = new TypedSetting<WallOptions, CollectorMode>("wall",
        "The wall collector: what the whole machine draws, by its own meter. auto serves the meter, and looks for it every discovery.interval while there is none; required exits where there is none at start.",
        CollectorSettings.Mode, o => o.Mode, (o, v) => o with { Mode = v });

    public static readonly Setting Source = new TypedSetting<WallOptions, WallSourceChoice>("wall.source",
        "Where the power is read: the ACPI power meter, or the BMC by IPMI (DCMI). auto is ACPI, else IPMI where wattd may open wall.device, which the drop-in ipmi.conf allows.",
        new ChoiceSyntax<WallSourceChoice>(
            ("auto", WallSourceChoice.Auto), ("acpi", WallSourceChoice.Acpi), ("ipmi", WallSourceChoice.Ipmi)),
        o => o.Source, (o, v) => o with { Source = v });

    public static readonly Setting Device = new TypedSetting<WallOptions, string>("wall.device",
        "The IPMI device of the BMC.",
        new TextSyntax("<path>", "an absolute path", text => text[0] == '/'), o => o.Device, (o, v) => o with { Device = v })
    { IsFile = true };

    public static readonly Setting Interval = new TypedSetting<WallOptions, TimeSpan?>("wall.interval",
        "Grid on which the meter is read. A reading goes through the firmware, and can keep it busy; with IPMI at least 5s.",
        new AutoSyntax<TimeSpan>(new DurationSyntax(FromSeconds(1), FromMinutes(5), FromSeconds(10))),
        o => o.Interval, (o, v) => o with { Interval = v })
    { DefaultNote = "which is 1s with ACPI and 10s with IPMI" };

    public static readonly Setting Timeout = new TypedSetting<WallOptions, TimeSpan>("wall.timeout",
        "How long the firmware may take to answer before the attempt is abandoned and counted.",
        new DurationSyntax(FromSeconds(1), FromMinutes(1), FromSeconds(5)), o => o.Timeout, (o, v) => o with { Timeout = v });

    public static readonly Setting Limit = new TypedSetting<WallOptions, double>("wall.limit",
        "A higher reading is wrong: it is left out and counted.",
        new WattsSyntax(100, 1_000_000, 20_000), o => o.LimitWatts, (o, v) => o with { LimitWatts = v });

    /// <summary>The settings under the collector's own heading.</summary>
    public static readonly SettingGroup Group = new("Wall", Source, Device, Interval, Timeout, Limit);
}

/// <summary>A BMC is not read more often than every 5 s. Where the source is chosen at run time, a shorter interval is extended.</summary>
sealed class IpmiIntervalRule : ISettingRule
{
    public IEnumerable<string> Check(LoadedSettings settings)
    {
        var wall = settings.Options.Get<WallOptions>();
        if (wall.Source == WallSourceChoice.Ipmi && wall.Interval < WallOptions.ShortestIpmiInterval)
            yield return $"wall.interval: {settings[WallSettings.Interval]} is too short for wall.source {settings[WallSettings.Source]}; "
                + "allowed is auto or a duration from 5s to 5m";
    }
}
