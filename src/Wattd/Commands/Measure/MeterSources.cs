using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;
using Wattd.Commands.Client;
using Wattd.Commands.Measure.Meters;
using Wattd.Settings;

namespace Wattd.Commands.Measure;

/// <summary>
/// Finds what can be measured on this machine: each collector reads its hardware, and where this user may not, the running
/// daemon is asked.
/// </summary>
/// <param name="options">The settings.</param>
/// <param name="socketPath">The local socket of the daemon.</param>
/// <param name="ofDaemon">The settings of the daemon, for its ports; asked for only where it is needed.</param>
/// <param name="isWaiting">Called where a driver has to start first.</param>
sealed class MeterSources(OptionSet options, string socketPath, Func<OptionSet> ofDaemon, Action isWaiting)
{
    const string Denied = "this user may not read the counters: run it with sudo, or start wattd, whose counters every user may ask for";

    readonly List<(string Collector, string Line)> _missing = [];

    /// <summary>The collectors that cannot measure, with the reason and the fix.</summary>
    public IReadOnlyList<(string Collector, string Line)> Missing => _missing;

    /// <summary>Opens what can be read.</summary>
    /// <param name="required">The collectors that are asked for, also where the machine seems to have no such device.</param>
    public IEnumerable<IEnergySource> Open(IReadOnlyCollection<string> required)
    {
        var time = TimeProvider.System;
        var context = new CollectorContext(NullLoggerFactory.Instance, time, new SecondClock(time));
        var isSimulated = CollectorList.IsSimulated(options);
        foreach (var kind in CollectorList.Wanted(options))
        {
            if (kind.EnergySeries is null)
                continue;
            var hardware = new LocalEnergySource(kind.Create(kind.ForMeasuring(options), context), isSimulated, time);
            hardware.Open(isWaiting);
            if (hardware.Outage is not { } outage)
            {
                yield return hardware;
                continue;
            }
            hardware.Dispose();
            if (OfDaemon(kind) is { } daemon)
                yield return daemon;
            else if (outage.IsWanted || required.Contains(kind.Name))
                _missing.Add((kind.Name, outage.Reason == Outage.PermissionDenied ? Denied : outage.Message));
        }
        foreach (var name in required.Where(name => !CollectorList.Wanted(options).Any(kind => kind.Name == name)))
            _missing.Add((name, $"the setting {name} is off"));
    }

    DaemonEnergySource? OfDaemon(CollectorKind kind) =>
        DaemonAddress.OfThisMachine(ofDaemon(), socketPath).FirstOrDefault(address => DaemonEnergySource.Answers(kind, address)) is { } found
            ? new DaemonEnergySource(kind, found)
            : null;
}
