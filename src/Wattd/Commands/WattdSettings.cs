using Wattd.Collectors;
using Wattd.Daemon;
using Wattd.Http;
using Wattd.Settings;

namespace Wattd.Commands;

/// <summary>The settings of every component in one table.</summary>
static class WattdSettings
{
    /// <summary>The table. Its order is that of help, file and documents.</summary>
    public static readonly SettingTable Table = new(
        new OptionSet([.. CollectorList.All.Select(Here), new WebOptions(), new LogOptions()]),
        [.. CollectorList.All.SelectMany(kind => kind.Rules), new SomethingToServe()],
        [
            new("Collectors", [.. CollectorList.All.Select(kind => kind.Mode), CollectorSettings.Simulate]),
            .. CollectorList.All.Select(kind => kind.Settings),
            WebSettings.Group,
            new("Daemon",
                CollectorSettings.PeakWindow, CollectorSettings.PeakHistogram, CollectorSettings.DiscoveryInterval, CollectorSettings.SysfsPath, CollectorSettings.ProcfsPath,
                LogSettings.Level, LogSettings.Format, SettingTable.ConfigFile),
        ]);

    static CollectorOptions Here(CollectorKind kind) => kind.Defaults with { InContainer = Container.IsRecognised() };
}
