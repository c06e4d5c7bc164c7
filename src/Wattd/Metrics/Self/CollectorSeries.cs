using Prometheus;
using Wattd.Collectors.Sampling;

namespace Wattd.Metrics.Self;

/// <summary>The state of one collector, as metric series.</summary>
sealed class CollectorSeries : ISeries
{
    readonly CollectorStatus _status;
    readonly CollectorUpSeries _up;
    readonly Gauge.Child _age, _duration;
    readonly Counter.Child _samples, _missedTicks;
    readonly Counter _errors;
    readonly DistributionSeries _lateness;
    readonly LabelledState _realtime;

    /// <param name="metrics">The registry of the page that shows them.</param>
    /// <param name="status">The state of the collector.</param>
    public CollectorSeries(IMetricFactory metrics, CollectorStatus status)
    {
        _status = status;
        _up = new CollectorUpSeries(metrics, status);
        _age = CollectorFamilies.LastSampleAge.Gauge(metrics).WithLabels(status.Name);
        _duration = CollectorFamilies.SampleDuration.Gauge(metrics).WithLabels(status.Name);
        _samples = CollectorFamilies.Samples.Counter(metrics).WithLabels(status.Name);
        _missedTicks = CollectorFamilies.MissedTicks.Counter(metrics).WithLabels(status.Name);
        _errors = CollectorFamilies.Errors.Counter(metrics);
        _lateness = new DistributionSeries(
            CollectorFamilies.Lateness.Histogram(metrics, CollectorStatus.LatenessBounds).WithLabels(status.Name), status.Lateness);
        _realtime = new LabelledState(CollectorFamilies.Realtime.Gauge(metrics), status.Name);
    }

    /// <inheritdoc/>
    public void Update()
    {
        _up.Update();
        _realtime.Show(_status.Scheduling, _status.Scheduling == "fifo" ? 1 : 0);

        _age.Show(Digits.Milli(_status.Age?.TotalSeconds));
        _duration.Show(_status.Samples > 0 ? Digits.Micro(_status.LastDuration.TotalSeconds) : null);
        _samples.Show(_status.Samples);
        _missedTicks.Show(_status.MissedTicks);
        foreach (var (failure, count) in _status.Failures)
            _errors.WithLabels(_status.Name, failure).Show(count);
        _lateness.Update();
    }
}
