using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Prometheus;
using Wattd.Collectors.Sampling;
using Wattd.Metrics;
using Wattd.Readings;
using Wattd.Settings;

namespace Wattd.Collectors;

/// <summary>A collector before it runs: its name, its settings, and how to create it.</summary>
abstract class CollectorKind
{
    /// <summary>The value of the label <c>collector</c>, and the setting of its mode: <c>cpu</c>, <c>gpu</c>.</summary>
    public string Name => Mode.Name;

    /// <summary>Its default options.</summary>
    public abstract CollectorOptions Defaults { get; }

    /// <summary>The setting of its mode.</summary>
    public abstract Setting Mode { get; }

    /// <summary>The setting of its port; null if it has none.</summary>
    public virtual Setting? Port => null;

    /// <summary>Its other settings, including the port.</summary>
    public abstract SettingGroup Settings { get; }

    /// <summary>Rules between its settings.</summary>
    public virtual IEnumerable<ISettingRule> Rules => [];

    /// <summary>The command that runs it alone, like the exporter that it replaces; null if it replaces none.</summary>
    public virtual AloneCommand? Alone => null;

    /// <summary>Whether a running one releases its device on request (<see cref="Collector.Release"/>). The default is that it does not.</summary>
    public virtual bool CanRelease => false;

    /// <summary>Its options from those of the daemon.</summary>
    public abstract CollectorOptions OptionsIn(OptionSet options);

    /// <summary>Creates it; nothing is opened before its sampler samples.</summary>
    public abstract Collector Create(OptionSet options, CollectorContext context);

    /// <summary>Whether this machine should have its device, so that check and page report one that is missing.</summary>
    public virtual bool IsWanted(OptionSet options) => true;

    /// <summary>The settings with which <c>wattd measure</c> samples: those given, unless it needs a finer grid.</summary>
    public virtual OptionSet ForMeasuring(OptionSet options) => options;

    /// <summary>The settings with which a command samples that may run beside the daemon: those given, unless both would need the same port.</summary>
    public virtual OptionSet BesideDaemon(OptionSet options) => options;

    /// <summary>Where a running daemon shows the energy of its components; null if it counts none.</summary>
    public virtual EnergySeries? EnergySeries => null;

    /// <summary>What <c>wattd check</c> examines for it.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="running">What the running daemon says of it; null where none runs, or this user may not ask it.</param>
    public abstract IEnumerable<IProbe> Probes(OptionSet options, Func<RunningCollector?> running);
}

/// <summary>What every collector is given at creation.</summary>
/// <param name="Loggers">Where it logs changes of state.</param>
/// <param name="Time">The monotonic clock.</param>
/// <param name="Clock">Numbers the seconds of its history.</param>
sealed record CollectorContext(ILoggerFactory Loggers, TimeProvider Time, SecondClock Clock)
{
    readonly Dictionary<Type, object> _feeds = [];

    /// <summary>Offers the samples of a collector to those that follow it in <see cref="CollectorList"/>.</summary>
    public void Offer<TFeed>(TFeed feed)
        where TFeed : class => _feeds[typeof(TFeed)] = feed;

    /// <summary>What a collector before this one offers; null if it is off.</summary>
    public TFeed? Find<TFeed>()
        where TFeed : class => (TFeed?)_feeds.GetValueOrDefault(typeof(TFeed));
}

/// <summary>A command that runs one collector alone.</summary>
/// <param name="Description">One sentence for the help.</param>
/// <param name="IsRequired">Whether it ends with exit code 1 if the device is missing, unless the settings say otherwise.</param>
sealed record AloneCommand(string Description, bool IsRequired);

/// <summary>A running collector: its sampler, and the series and views of its samples.</summary>
sealed record Collector
{
    /// <summary>The sampler that its thread runs.</summary>
    public required ISampler Sampler { get; init; }

    /// <summary>Releases its device on request; null if nothing needs the device without wattd.</summary>
    public IReleasable? Release { get; init; }

    /// <summary>Its configured mode.</summary>
    public required CollectorMode Mode { get; init; }

    /// <summary>The port of its endpoint; null if it is served with the first collector that has one.</summary>
    public required int? Port { get; init; }

    /// <summary>Changes with every sample.</summary>
    public required Func<long> Version { get; init; }

    /// <summary>Creates its series in the registry of a page, for what the page is for.</summary>
    public required Func<IMetricFactory, PageUse, ISeries> Series { get; init; }

    /// <summary>Its readings for the status page and <c>wattd top</c>.</summary>
    public required ICollectorView View { get; init; }

    /// <summary>What it measures, in a few words for <c>systemctl status</c>: <c>5 zones</c>.</summary>
    public required Func<string> Summary { get; init; }

    /// <summary>Whether most machines lack the device, so that <c>systemctl status</c> does not mention that this one does. The default is false.</summary>
    public bool IsRare { get; init; }

    /// <summary>The info family of the exporter that it replaces; null if it replaces none.</summary>
    public MetricFamily? ExporterInfo { get; init; }

    /// <summary>
    /// Whether its thread requests realtime priority, because late samples are inaccurate. The default is false.
    /// </summary>
    public bool IsPrompt { get; init; }

    /// <summary>The energy of each component in the newest sample. The default is that it counts none.</summary>
    public Func<ImmutableArray<ComponentEnergy>> Energies { get; init; } = () => [];

    /// <summary>Whether its mean values are available, or never will be. The default is that it has none.</summary>
    public Func<bool> IsSettled { get; init; } = () => true;

    /// <summary>The longest time until mean values are available. The default is 0.</summary>
    public TimeSpan SettlingTime { get; init; }

    /// <summary>The longest wait for a device that has to start, or is slow. The default is 0: there is none.</summary>
    public TimeSpan LongestStart { get; init; }

    /// <summary>The value of the label <c>collector</c>.</summary>
    public string Name => Sampler.Status.Name;

    /// <summary>Its state.</summary>
    public CollectorStatus Status => Sampler.Status;
}
