using Prometheus;
using Wattd.Collectors.Sampling;

namespace Wattd.Metrics.Self;

/// <summary>Whether one collector gives readings, and why not, as metric series.</summary>
sealed class CollectorUpSeries(IMetricFactory metrics, CollectorStatus status) : ISeries
{
    readonly Gauge.Child _up = CollectorFamilies.Up.Gauge(metrics).WithLabels(status.Name);
    readonly LabelledState _downReason = new(CollectorFamilies.DownReason.Gauge(metrics), status.Name);

    /// <inheritdoc/>
    public void Update()
    {
        var reason = status.CurrentOutage?.Reason;
        _up.Set(reason is null ? 1 : 0);
        _downReason.Show(reason, 1);
    }
}
