using Prometheus;

namespace Wattd.Metrics;

/// <summary>One metric family: the registry and docs/metrics.md are generated from it.</summary>
/// <param name="Name">Its name on the page.</param>
/// <param name="Type">Its type on the page.</param>
/// <param name="Help">One line: what it is, its unit, and its source. No line breaks or backslashes.</param>
/// <param name="Labels">The label names of its series.</param>
sealed record MetricFamily(string Name, MetricFamilyType Type, string Help, params string[] Labels)
{
    // A series without a value is absent, so nothing is published before it is set. Exemplars would carry wall-clock
    // timestamps.
    static readonly GaugeConfiguration GaugeOptions = new() { SuppressInitialValue = true };
    static readonly CounterConfiguration CounterOptions =
        new() { SuppressInitialValue = true, ExemplarBehavior = ExemplarBehavior.NoExemplars() };

    /// <summary>The sources that can provide it; empty if it does not depend on the source.</summary>
    public string Sources { get; init; } = "";

    /// <summary>Registers the family as a gauge with all its labels.</summary>
    public Gauge Gauge(IMetricFactory metrics) => Gauge(metrics, Labels);

    /// <summary>Registers the family as a gauge, for its series with only some of the labels.</summary>
    public Gauge Gauge(IMetricFactory metrics, string[] labels) =>
        Type == MetricFamilyType.Gauge ? metrics.CreateGauge(Name, Help, labels, GaugeOptions) : throw WrongType();

    /// <summary>Registers the family as a counter with all its labels.</summary>
    public Counter Counter(IMetricFactory metrics) => Counter(metrics, Labels);

    /// <summary>Registers the family as a counter, for its series with only some of the labels.</summary>
    public Counter Counter(IMetricFactory metrics, string[] labels) =>
        Type == MetricFamilyType.Counter ? metrics.CreateCounter(Name, Help, labels, CounterOptions) : throw WrongType();

    /// <summary>Registers the family as a histogram with all its labels.</summary>
    /// <param name="metrics">The registry.</param>
    /// <param name="bounds">Upper bounds of its buckets.</param>
    public Histogram Histogram(IMetricFactory metrics, IEnumerable<double> bounds) => Histogram(metrics, bounds, Labels);

    /// <summary>Registers the family as a histogram, for its series with only some of the labels.</summary>
    public Histogram Histogram(IMetricFactory metrics, IEnumerable<double> bounds, string[] labels) =>
        Type == MetricFamilyType.Histogram
            ? metrics.CreateHistogram(Name, Help, labels, new HistogramConfiguration
            {
                Buckets = [.. bounds],
                ExemplarBehavior = ExemplarBehavior.NoExemplars(),
            })
            : throw WrongType();

    InvalidOperationException WrongType() => new($"{Name} is a {Type}.");
}

/// <summary>The types of metric family that wattd serves.</summary>
enum MetricFamilyType
{
    Gauge,
    Counter,
    Histogram,
}
