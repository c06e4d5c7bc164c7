using Prometheus;

namespace Wattd.Exposition;

/// <summary>What serves the page, as metric series.</summary>
sealed class BuildSeries : ISeries
{
    readonly Counter.Child? _logEventsDropped;
    readonly Func<long>? _readLogEventsDropped;

    /// <param name="metrics">The registry of the page that shows them.</param>
    /// <param name="build">The binary.</param>
    /// <param name="collectors">
    /// The collectors of the page, <c>cpu</c> and <c>gpu</c>: each has its old exporter's info series. None where no exporter runs.
    /// </param>
    /// <param name="simulated">Whether the readings are made up.</param>
    /// <param name="logEventsDropped">How many log events were dropped so far; null where nobody counts.</param>
    public BuildSeries(
        IMetricFactory metrics, BuildInfo build, IEnumerable<string> collectors, bool simulated, Func<long>? logEventsDropped)
    {
        BuildFamilies.BuildInfo.Gauge(metrics)
            .WithLabels(build.Version, build.Revision, build.Runtime, build.Architecture).Set(1);
        BuildFamilies.Simulated.Gauge(metrics).WithLabels().Set(simulated ? 1 : 0);
        foreach (var collector in collectors)
        {
            var info = collector == "gpu" ? BuildFamilies.GpuExporterInfo : BuildFamilies.CpuExporterInfo;
            info.Gauge(metrics).WithLabels(build.Version, "csharp").Set(1);
        }
        _readLogEventsDropped = logEventsDropped;
        if (logEventsDropped is not null)
            _logEventsDropped = BuildFamilies.LogEventsDropped.Counter(metrics).WithLabels();
    }

    /// <inheritdoc/>
    public void Update() => _logEventsDropped?.Show(_readLogEventsDropped?.Invoke());
}
