using Prometheus;
using Wattd.Exposition;

namespace Wattd.Hosting;

/// <summary>Puts the collectors on their endpoints: one each, or one for both where they share a port.</summary>
sealed class Endpoints(BuildInfo build, bool simulated, Func<long> logEventsDropped, RefusalCount refused, TimeProvider time)
{
    /// <summary>The daemon's own figures come from its own /proc, whatever <c>path.procfs</c> says of the machine.</summary>
    const string OwnProcfs = "/proc";

    readonly PageCompressor _compressor = new();

    /// <summary>An endpoint for each port.</summary>
    public IReadOnlyList<WebEndpoint> For(IEnumerable<Collector> collectors) =>
        [.. collectors.GroupBy(collector => collector.Port).Select(shared => Endpoint(shared.Key, [.. shared]))];

    WebEndpoint Endpoint(int port, IReadOnlyList<Collector> collectors)
    {
        string[] names = [.. collectors.Select(collector => collector.Name)];
        return new WebEndpoint(
            names, port, Page(names, collectors),
            [.. collectors.Select(collector => collector.Status)]);
    }

    MetricsPage Page(string[] names, IReadOnlyList<Collector> collectors)
    {
        var registry = Metrics.NewCustomRegistry();
        var metrics = Metrics.WithCustomRegistry(registry);
        ISeries[] series =
        [
            .. collectors.Select(collector => collector.SeriesOn(metrics, PageUse.Served)),
            .. collectors.Select(collector => new CollectorSeries(metrics, collector.Status)),
            new BuildSeries(metrics, build, names, simulated, logEventsDropped),
            new WebSeries(metrics, refused),
            new ProcessSeries(metrics, OwnProcfs),
        ];
        return new MetricsPage(
            registry, series, () => collectors.Sum(collector => collector.Version()), time, simulated, _compressor);
    }
}
