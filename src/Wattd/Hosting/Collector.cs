using Prometheus;
using Wattd.Exposition;
using Wattd.Sampling;

namespace Wattd.Hosting;

/// <summary>One collector put together: what samples, and what shows the samples.</summary>
/// <param name="Sampler">What its thread runs.</param>
/// <param name="Mode">What the operator wants of it.</param>
/// <param name="Port">The port of its endpoint.</param>
/// <param name="Prompt">Whether its thread asks for realtime priority, as a late reading is a wrong one.</param>
/// <param name="Version">Changes with every sample.</param>
/// <param name="SeriesOn">Makes its series in the registry of a page, for what the page is for.</param>
/// <param name="Readings">Its part of the page for people.</param>
sealed record Collector(
    ISampler Sampler, CollectorMode Mode, int Port, bool Prompt,
    Func<long> Version, Func<IMetricFactory, PageUse, ISeries> SeriesOn, IReadings Readings)
{
    /// <summary><c>cpu</c> or <c>gpu</c>.</summary>
    public string Name => Sampler.Status.Name;

    /// <summary>How it fares.</summary>
    public CollectorStatus Status => Sampler.Status;
}
