using Prometheus;

namespace Wattd.Metrics.Self;

/// <summary>The binary behind the page, as metric series.</summary>
sealed class BuildSeries : ISeries
{
    readonly Counter.Child? _logEventsDropped;
    readonly Func<long>? _readLogEventsDropped;

    /// <param name="metrics">The registry of the page that shows them.</param>
    /// <param name="build">The binary.</param>
    /// <param name="exporterInfos">The info families of the exporters that the page replaces. None if no exporter runs.</param>
    /// <param name="simulated">Whether the readings are simulated.</param>
    /// <param name="logEventsDropped">How many log events were dropped so far; null if they are not counted.</param>
    public BuildSeries(
        IMetricFactory metrics, BuildInfo build, IEnumerable<MetricFamily> exporterInfos, bool simulated, Func<long>? logEventsDropped)
    {
        BuildFamilies.BuildInfo.Gauge(metrics)
            .WithLabels(build.Version, build.Revision, build.Runtime, build.Architecture).Set(1);
        BuildFamilies.Simulated.Gauge(metrics).WithLabels().Set(simulated ? 1 : 0);
        foreach (var info in exporterInfos)
            info.Gauge(metrics).WithLabels(build.Version, "csharp").Set(1);
        _readLogEventsDropped = logEventsDropped;
        if (logEventsDropped is not null)
            _logEventsDropped = BuildFamilies.LogEventsDropped.Counter(metrics).WithLabels();
    }

    /// <inheritdoc/>
    public void Update() => _logEventsDropped?.Show(_readLogEventsDropped?.Invoke());
}
