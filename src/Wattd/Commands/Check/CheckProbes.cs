using Wattd.Collectors;
using Wattd.Commands.Unit;
using Wattd.Daemon;
using Wattd.Http;
using Wattd.Settings;

namespace Wattd.Commands.Check;

/// <summary>Everything that <c>wattd check</c> looks at.</summary>
static class CheckProbes
{
    /// <summary>The probes, in the order of the report.</summary>
    /// <param name="examined">The settings, as far as they are good.</param>
    /// <param name="unit">The installed unit; null for none.</param>
    /// <param name="socketPath">The local socket of the daemon.</param>
    public static IEnumerable<IProbe> For(ExaminedSettings examined, InstalledUnit? unit, string socketPath)
    {
        var options = examined.Settings.Options;
        var daemon = new Lazy<RunningDaemon?>(() => RunningDaemon.Find(options, socketPath));
        return
        [
            new ConfigurationProbe(examined),
            new DaemonProbe(daemon, unit, examined.Settings),
            .. CollectorList.All.SelectMany(kind => kind.Probes(options, () => daemon.Value?.Collector(kind.Name))),
            new GpuXidProbe(daemon),
            new WallBalanceProbe(daemon),
            new WebConfigProbe(options.Get<WebOptions>().ConfigFile),
            new PortProbe(options, daemon),
            new SystemdProbe(options.Get<LogOptions>().Format),
        ];
    }
}
