using Wattd.Collectors;
using Wattd.Http;
using Wattd.Http.Connections;
using Wattd.Metrics;
using Wattd.Metrics.Self;

namespace Wattd.Daemon;

/// <summary>Puts the collectors on their endpoints: one each, or one for both where they share a port.</summary>
sealed class Endpoints(BuildInfo build, bool simulated, Func<long> logEventsDropped, RefusalCount refused, TimeProvider time)
{
    /// <summary>The daemon's own figures come from its own /proc, whatever <c>path.procfs</c> says of the machine.</summary>
    const string OwnProcfs = "/proc";

    /// <summary>Where none of the collectors that run has a port.</summary>
    const int DefaultPort = 9500;

    readonly PageCompressor _compressor = new();

    /// <summary>An endpoint for each port.</summary>
    public IReadOnlyList<WebEndpoint> For(IReadOnlyList<Collector> collectors) =>
        [.. collectors.GroupBy(collector => PortOf(collector, collectors)).Select(shared => Endpoint(shared.Key, [.. shared]))];

    /// <summary>A collector without a port of its own is served with the first that has one.</summary>
    static int PortOf(Collector collector, IReadOnlyList<Collector> all) =>
        collector.Port ?? all.FirstOrDefault(other => other.Port is not null)?.Port ?? DefaultPort;

    WebEndpoint Endpoint(int port, IReadOnlyList<Collector> collectors)
    {
        string[] names = [.. collectors.Select(collector => collector.Name)];
        return new WebEndpoint(
            names, port, Page(collectors),
            [.. collectors.Select(collector => collector.Status)]);
    }

    MetricsPage Page(IReadOnlyList<Collector> collectors)
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        ISeries[] series =
        [
            .. collectors.Select(collector => collector.Series(metrics, PageUse.Served)),
            .. collectors.Select(collector => new CollectorSeries(metrics, collector.Status)),
            new BuildSeries(
                metrics, build, collectors.Select(collector => collector.ExporterInfo).OfType<MetricFamily>(), simulated, logEventsDropped),
            new WebSeries(metrics, refused),
            new ProcessSeries(metrics, OwnProcfs),
        ];
        return new MetricsPage(
            registry, series, () => collectors.Sum(collector => collector.Version()), time, simulated, _compressor);
    }
}
