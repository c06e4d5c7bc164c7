using Prometheus;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>The families of <see cref="GpuProcessFamilies"/> in one registry.</summary>
/// <param name="metrics">The registry of the page.</param>
/// <param name="isServed">The setting <c>gpu.processes</c>: whether there are more than the sessions by codec.</param>
sealed class GpuProcessMetrics(IMetricFactory metrics, bool isServed)
{
    public bool IsServed => isServed;
    public Gauge CodecSessions { get; } = GpuProcessFamilies.CodecSessions.Gauge(metrics);
    public Gauge SessionInfo { get; } = GpuProcessFamilies.SessionInfo.Gauge(metrics);
    public Gauge SessionFps { get; } = GpuProcessFamilies.SessionFps.Gauge(metrics);
    public Gauge SessionLatency { get; } = GpuProcessFamilies.SessionLatency.Gauge(metrics);
    public Gauge SessionsUnlisted { get; } = GpuProcessFamilies.SessionsUnlisted.Gauge(metrics);
    public Gauge Utilization { get; } = GpuProcessFamilies.Utilization.Gauge(metrics);
    public Gauge Memory { get; } = GpuProcessFamilies.Memory.Gauge(metrics);
    public Gauge ProcessesUnlisted { get; } = GpuProcessFamilies.ProcessesUnlisted.Gauge(metrics);
    public Counter DroppedSamples { get; } = GpuProcessFamilies.DroppedSamples.Counter(metrics);
}
