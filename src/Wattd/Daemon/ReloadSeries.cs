using Prometheus;
using Wattd.Metrics;

namespace Wattd.Daemon;

/// <summary>Whether the last reload was taken, as metric series.</summary>
sealed class ReloadSeries(IMetricFactory metrics, ReloadStatus status) : ISeries
{
    readonly Gauge.Child _successful = ReloadFamilies.Successful.Gauge(metrics).WithLabels();
    readonly Gauge.Child _successTimestamp = ReloadFamilies.SuccessTimestamp.Gauge(metrics).WithLabels();

    /// <inheritdoc/>
    public void Update()
    {
        _successful.Set(status.Faults.IsEmpty ? 1 : 0);
        _successTimestamp.Set(status.LastSuccess);
    }
}
