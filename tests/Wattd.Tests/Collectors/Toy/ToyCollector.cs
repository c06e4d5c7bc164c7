using System.Text.Json;
using Prometheus;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;
using Wattd.Metrics;
using Wattd.Readings;
using Wattd.Settings;
using Wattd.Settings.Syntax;
using Collector = Wattd.Collectors.Collector;

namespace Wattd.Tests.Collectors.Toy;

/// <summary>
/// The smallest possible collector: one gauge, one setting, a row, a problem, a probe. docs/adding-a-collector.md follows it.
/// </summary>
sealed class ToyCollector : CollectorKind
{
    /// <inheritdoc/>
    public override CollectorOptions Defaults { get; } = new ToyOptions();

    /// <inheritdoc/>
    public override Setting Mode => ToySettings.Mode;

    /// <inheritdoc/>
    public override SettingGroup Settings => new("Toy", ToySettings.Level);

    /// <inheritdoc/>
    public override CollectorOptions OptionsIn(OptionSet options) => options.Get<ToyOptions>();

    /// <inheritdoc/>
    public override Collector Create(OptionSet options, CollectorContext context)
    {
        var toy = options.Get<ToyOptions>();
        var latest = new LatestSample<ToyInventory, double>();
        var sampler = new ToySampler(toy, latest, context.Time);
        return new Collector
        {
            Sampler = sampler,
            Mode = toy.Mode,
            Port = toy.Port,
            Version = () => latest.Version,
            Series = (metrics, _) => new ToySeries(metrics, latest, sampler.Status),
            View = new ToyView(latest, sampler.Status),
            Summary = () => "one level",
        };
    }

    /// <inheritdoc/>
    public override IEnumerable<IProbe> Probes(OptionSet options, Func<RunningCollector?> running) => [new ToyProbe()];
}

sealed record ToyOptions : CollectorOptions
{
    public TimeSpan Level { get; init; } = TimeSpan.FromSeconds(7);
}

static class ToySettings
{
    public static readonly Setting Mode = new TypedSetting<ToyOptions, CollectorMode>(
        "toy", "The toy collector.", CollectorSettings.Mode, o => o.Mode, (o, v) => o with { Mode = v });

    public static readonly Setting Level = new TypedSetting<ToyOptions, TimeSpan>(
        "toy.level", "What it measures.",
        new DurationSyntax(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(7)),
        o => o.Level, (o, v) => o with { Level = v });
}

sealed record ToyInventory;

sealed class ToySampler(ToyOptions options, LatestSample<ToyInventory, double> latest, TimeProvider time) : ISampler
{
    static readonly ToyInventory Inventory = new();

    public CollectorStatus Status { get; } = new("toy", TimeSpan.FromSeconds(5), ["broken"], time);

    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    public void Sample()
    {
        var now = time.GetTimestamp();
        Status.Sampled(now, TimeSpan.Zero);
        latest.Publish(now, Inventory, [options.Level.TotalSeconds]);
    }

    public void Dispose()
    {
    }
}

sealed class ToySeries(IMetricFactory metrics, LatestSample<ToyInventory, double> latest, CollectorStatus status) : ISeries
{
    readonly Gauge.Child _level = new MetricFamily("toy_level", MetricFamilyType.Gauge, "What the toy measures.").Gauge(metrics).WithLabels();

    public void Update() => _level.Show(status.IsFresh ? latest.Read()?.Readings[0] : null);
}

sealed class ToyView(LatestSample<ToyInventory, double> latest, CollectorStatus status) : ICollectorView
{
    public CollectorStatus Status => status;

    public int? Port => null;

    public ReadingsTable Table() => new("Toy", ReadingsTable.StateOf(status), ["Level"], [[$"{latest.Read()?.Readings[0]}"]]);

    public IEnumerable<Problem> Problems() => latest.Read()?.Readings[0] > 8 ? [new("high", "the toy is high: set toy.level to 8s or less")] : [];

    public void Write(Utf8JsonWriter json, HistorySpan past) => json.WriteOptional("toy_level", latest.Read()?.Readings[0]);
}

sealed class ToyProbe : IProbe
{
    public IReadOnlyList<string> Names => ["toy"];

    public IEnumerable<ProbeResult> Examine() => [new("toy", ProbeOutcome.Ok, "the toy is here")];
}
