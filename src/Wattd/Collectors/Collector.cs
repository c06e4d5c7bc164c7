using Microsoft.Extensions.Logging;
using Prometheus;
using Wattd.Collectors.Sampling;
using Wattd.Metrics;
using Wattd.Readings;
using Wattd.Settings;

namespace Wattd.Collectors;

/// <summary>A collector as the program knows it before it runs: what it is called, what can be set, how it is made.</summary>
abstract class CollectorKind
{
    /// <summary>The value of the label <c>collector</c>, and the setting of its mode: <c>cpu</c>, <c>gpu</c>.</summary>
    public string Name => Mode.Name;

    /// <summary>Its options where nothing is given.</summary>
    public abstract CollectorOptions Defaults { get; }

    /// <summary>The setting of its mode.</summary>
    public abstract Setting Mode { get; }

    /// <summary>The setting of its port; null where it has none.</summary>
    public virtual Setting? Port => null;

    /// <summary>Its other settings, the port among them.</summary>
    public abstract SettingGroup Settings { get; }

    /// <summary>What its settings demand of one another.</summary>
    public virtual IEnumerable<ISettingRule> Rules => [];

    /// <summary>The command that runs it alone, as the exporter did that it replaces; null where it replaces none.</summary>
    public virtual AloneCommand? Alone => null;

    /// <summary>Its options among those of the daemon.</summary>
    public abstract CollectorOptions OptionsIn(OptionSet options);

    /// <summary>Makes it; nothing is opened before its sampler samples.</summary>
    public abstract Collector Create(OptionSet options, CollectorContext context);

    /// <summary>What <c>wattd check</c> looks at for it.</summary>
    public abstract IEnumerable<IProbe> Probes(OptionSet options);
}

/// <summary>What every collector is given.</summary>
/// <param name="Loggers">Where it logs changes of state.</param>
/// <param name="Time">The monotonic clock.</param>
/// <param name="Clock">Numbers the seconds of its history.</param>
sealed record CollectorContext(ILoggerFactory Loggers, TimeProvider Time, SecondClock Clock);

/// <summary>A command that runs one collector alone.</summary>
/// <param name="Description">One sentence for the help.</param>
/// <param name="IsRequired">Whether it ends with exit code 1 where the device is missing, unless the settings say otherwise.</param>
sealed record AloneCommand(string Description, bool IsRequired);

/// <summary>A collector put together: what samples, and what shows the samples.</summary>
sealed record Collector
{
    /// <summary>What its thread runs.</summary>
    public required ISampler Sampler { get; init; }

    /// <summary>What the operator wants of it.</summary>
    public required CollectorMode Mode { get; init; }

    /// <summary>The port of its endpoint; null where it is served with the first collector that has one.</summary>
    public required int? Port { get; init; }

    /// <summary>Changes with every sample.</summary>
    public required Func<long> Version { get; init; }

    /// <summary>Makes its series in the registry of a page, for what the page is for.</summary>
    public required Func<IMetricFactory, PageUse, ISeries> Series { get; init; }

    /// <summary>Its readings for people.</summary>
    public required ICollectorView View { get; init; }

    /// <summary>What it measures, in a few words for <c>systemctl status</c>: <c>5 zones</c>.</summary>
    public required Func<string> Summary { get; init; }

    /// <summary>The info family of the exporter that it replaces; null where it replaces none.</summary>
    public MetricFamily? ExporterInfo { get; init; }

    /// <summary>Whether its thread asks for realtime priority, as a late reading is a wrong one. The default is false.</summary>
    public bool IsPrompt { get; init; }

    /// <summary>Whether its mean values are there, or will not come. The default is that it has none.</summary>
    public Func<bool> IsSettled { get; init; } = () => true;

    /// <summary>The longest that mean values take to come. The default is 0.</summary>
    public TimeSpan SettlingTime { get; init; }

    /// <summary>The longest that a device which has to start is waited for. The default is 0: none has to.</summary>
    public TimeSpan LongestStart { get; init; }

    /// <summary>The value of the label <c>collector</c>.</summary>
    public string Name => Sampler.Status.Name;

    /// <summary>How it fares.</summary>
    public CollectorStatus Status => Sampler.Status;
}
