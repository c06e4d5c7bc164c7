using Wattd.Collectors;
using Wattd.Http;
using Wattd.Http.Connections;
using Wattd.Metrics;
using Wattd.Metrics.Self;
using Wattd.Settings;

namespace Wattd.Daemon;

/// <summary>Assigns the collectors to endpoints: one each, or one for both if they share a port.</summary>
sealed class Endpoints(
    BuildInfo build, OptionSet options, Func<long> logEventsDropped, ReloadStatus reload, RefusalCount refused, TimeProvider time,
    PageCompressor compressor)
{
    /// <summary>The daemon's own metrics come from its own /proc, regardless of <c>path.procfs</c>.</summary>
    const string OwnProcfs = "/proc";

    readonly bool _simulated = CollectorList.IsSimulated(options);

    /// <summary>An endpoint for each port.</summary>
    public IReadOnlyList<WebEndpoint> For(IReadOnlyList<Collector> collectors) =>
        [.. collectors.GroupBy(collector => PortOf(collector, collectors)).Select(shared => Endpoint(shared.Key, [.. shared]))];

    /// <summary>What the local socket serves: every collector.</summary>
    public WebEndpoint Local(IReadOnlyList<Collector> collectors) => Endpoint(port: 0, collectors) with { IsLocal = true };

    /// <summary>A collector without its own port is served with the first that has one, else on that of the lender.</summary>
    int PortOf(Collector collector, IReadOnlyList<Collector> all) =>
        collector.Port ?? all.FirstOrDefault(HasPort)?.Port ?? CollectorList.PortOf(CollectorList.PortLender, options);

    WebEndpoint Endpoint(int port, IReadOnlyList<Collector> collectors) =>
        new(Names(collectors), port, Page(collectors), [.. collectors.Select(collector => collector.Status)])
        {
            PortNames = collectors.Any(HasPort) ? Names(collectors.Where(HasPort)) : [CollectorList.PortLender.Name],
        };

    static bool HasPort(Collector collector) => collector.Port is not null;

    static string[] Names(IEnumerable<Collector> collectors) => [.. collectors.Select(collector => collector.Name)];

    MetricsPage Page(IReadOnlyList<Collector> collectors)
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        ISeries[] series =
        [
            .. collectors.Select(collector => collector.Series(metrics, PageUse.Served)),
            .. collectors.Select(collector => new CollectorSeries(metrics, collector.Status)),
            new BuildSeries(
                metrics, build, collectors.Select(collector => collector.ExporterInfo).OfType<MetricFamily>(), _simulated, logEventsDropped),
            new ReloadSeries(metrics, reload),
            new WebSeries(metrics, refused),
            new ProcessSeries(metrics, OwnProcfs),
        ];
        return new MetricsPage(
            registry, series, () => collectors.Sum(collector => collector.Version()), time, _simulated, compressor);
    }
}
