using Prometheus;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>The families of the GPU collector in one registry.</summary>
/// <param name="metrics">The registry of the page.</param>
/// <param name="hasProcesses">The setting <c>gpu.processes</c>.</param>
sealed class GpuMetrics(IMetricFactory metrics, bool hasProcesses)
{
    public Gauge Up { get; } = GpuFamilies.Up.Gauge(metrics);

    /// <summary>In the order of <see cref="GpuGauge.All"/>.</summary>
    public Gauge[] Gauges { get; } = [.. GpuGauge.All.Select(gauge => gauge.Family.Gauge(metrics))];

    public Histogram PowerDistribution { get; } = GpuFamilies.PowerDistribution.Histogram(metrics, Collectors.PowerDistribution.Bounds);
    public Counter Energy { get; } = GpuFamilies.Energy.Counter(metrics);
    public Gauge ThrottleActive { get; } = GpuFamilies.ThrottleActive.Gauge(metrics);
    public Counter EccErrors { get; } = GpuFamilies.EccErrors.Counter(metrics);
    public Counter XidErrors { get; } = GpuFamilies.XidErrors.Counter(metrics);

    /// <summary>In the order of <see cref="GpuPart.Gauges"/>.</summary>
    public Gauge[] PartGauges { get; } = [.. GpuPart.Gauges.Select(part => part.Family.Gauge(metrics))];

    /// <summary>In the order of <see cref="GpuPart.Counters"/>.</summary>
    public Counter[] PartCounters { get; } = [.. GpuPart.Counters.Select(part => part.Family.Counter(metrics))];

    public Gauge EncoderSupported { get; } = GpuFamilies.EncoderSupported.Gauge(metrics);
    public GpuProcessMetrics Processes { get; } = new(metrics, hasProcesses);
    public Gauge Info { get; } = GpuFamilies.Info.Gauge(metrics);
    public Gauge.Child Count { get; } = GpuFamilies.Count.Gauge(metrics).WithLabels();
    public Gauge.Child ExporterAlive { get; } = GpuFamilies.ExporterAlive.Gauge(metrics).WithLabels();
}
