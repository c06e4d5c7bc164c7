using System.Globalization;
using Prometheus;
using Wattd.Collectors.Sampling;
using Wattd.Metrics;

namespace Wattd.Collectors.Wall.Views;

/// <summary>The newest wall sample as metric series.</summary>
sealed class WallSeries : ISeries
{
    readonly LatestSample<WallInventory, WallReading> _latest;
    readonly CollectorStatus _status;
    readonly PageUse _use;
    readonly Gauge _power, _peak, _info;
    readonly Counter _energy;
    readonly Gauge.Child _discovered;
    readonly ItemSeries<(string Source, string Name), MeterSeries> _meters = new();
    WallInventory? _inventory;

    /// <param name="metrics">The registry of the page that shows them.</param>
    /// <param name="latest">Where the sampler publishes.</param>
    /// <param name="status">The state of the collector.</param>
    /// <param name="use">What the page is for.</param>
    public WallSeries(
        IMetricFactory metrics, LatestSample<WallInventory, WallReading> latest, CollectorStatus status, PageUse use = PageUse.Served)
    {
        (_latest, _status, _use) = (latest, status, use);
        (_power, _peak, _info) = (WallFamilies.Power.Gauge(metrics), WallFamilies.PowerMax.Gauge(metrics), WallFamilies.Info.Gauge(metrics));
        _energy = WallFamilies.Energy.Counter(metrics);
        _discovered = WallFamilies.MetersDiscovered.Gauge(metrics).WithLabels();
    }

    /// <inheritdoc/>
    public void Update()
    {
        var (sample, fresh) = (_latest.Read(), _status.IsFresh);
        if (sample is not null && !ReferenceEquals(sample.Inventory, _inventory))
            Follow(sample.Inventory);
        for (var i = 0; i < sample?.Inventory.Meters.Length; i++)
            _meters[sample.Inventory.Meters[i].Identity].Update(fresh ? sample.Readings[i] : default, _use);
        _discovered.Show(sample?.Inventory.Meters.Length);
    }

    void Follow(WallInventory inventory)
    {
        _inventory = inventory;
        _meters.Keep(inventory.Meters.Select(meter => meter.Identity));
        foreach (var meter in inventory.Meters)
            _meters.Of(meter.Identity, () => new MeterSeries(_power, _peak, _energy, _info, meter)).Follow(meter);
    }

    /// <summary>The series of one meter.</summary>
    sealed class MeterSeries(Gauge power, Gauge peak, Counter energy, Gauge info, WallMeter meter) : IRemovableSeries
    {
        readonly string[] _labels = [meter.Source, meter.Name];
        readonly Gauge.Child _power = power.WithLabels(meter.Source, meter.Name), _peak = peak.WithLabels(meter.Source, meter.Name);
        readonly Counter.Child _energy = energy.WithLabels(meter.Source, meter.Name);
        Gauge.Child? _info;

        /// <summary>Shows what the firmware says of it.</summary>
        public void Follow(WallMeter said)
        {
            _info?.Remove();
            _info = info.WithLabels([.. _labels, said.Model, said.Oem, said.Accuracy, said.AverageSeconds?.ToString(CultureInfo.InvariantCulture) ?? ""]);
            _info.Set(1);
        }

        public void Update(in WallReading reading, PageUse use)
        {
            _power.Show(Digits.Milli(reading.Power?.Watts));
            _peak.Show(use == PageUse.Served ? Digits.Milli(reading.Peak?.Watts) : null);
            _energy.Show(use == PageUse.Served ? reading.Energy?.Joules : null);
        }

        public void Remove()
        {
            _power.Remove();
            _peak.Remove();
            _energy.Remove();
            _info?.Remove();
        }
    }
}
