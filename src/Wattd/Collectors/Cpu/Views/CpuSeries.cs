using Prometheus;
using Wattd.Collectors.Sampling;
using Wattd.Metrics;

namespace Wattd.Collectors.Cpu.Views;

/// <summary>The newest CPU sample as metric series.</summary>
sealed class CpuSeries : ISeries
{
    readonly LatestSample<CpuInventory, ZoneReading> _latest;
    readonly CollectorStatus _status;
    readonly PageUse _use;
    readonly Gauge.Child _zonesDiscovered, _available;
    readonly ZoneFamilies _families;
    readonly ItemSeries<(string Name, string Package), ZoneSeries> _zones = new();
    CpuInventory? _inventory;

    /// <param name="metrics">The registry of the page that shows them.</param>
    /// <param name="latest">Where the CPU sampler publishes.</param>
    /// <param name="status">The state of the CPU collector.</param>
    /// <param name="use">What the page is for.</param>
    /// <param name="peakWindow">The window of the maxima; null for none.</param>
    public CpuSeries(
        IMetricFactory metrics, LatestSample<CpuInventory, ZoneReading> latest, CollectorStatus status,
        PageUse use = PageUse.Served, TimeSpan? peakWindow = null)
    {
        _latest = latest;
        _status = status;
        _use = use;
        _zonesDiscovered = CpuFamilies.ZonesDiscovered.Gauge(metrics).WithLabels();
        _available = CpuFamilies.Available.Gauge(metrics).WithLabels();
        _families = new ZoneFamilies(metrics);
        if (use == PageUse.Served)
            PeakFamilies.Window.Gauge(metrics).WithLabels().Show(peakWindow?.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Update()
    {
        var sample = _latest.Read();
        var fresh = _status.IsFresh;
        if (sample is not null && !ReferenceEquals(sample.Inventory, _inventory))
            Follow(sample.Inventory);

        var readable = false;
        for (var i = 0; i < sample?.Inventory.Zones.Length; i++)
        {
            var zone = sample.Inventory.Zones[i];
            var reading = sample.Readings[i];
            readable |= fresh && reading.Energy is not null;
            _zones[zone.Identity].Update(reading, fresh);
        }
        _available.Set(readable ? 1 : 0);
        _zonesDiscovered.Show(sample?.Inventory.Discovered);
    }

    void Follow(CpuInventory inventory)
    {
        _inventory = inventory;
        _zones.Keep(inventory.Zones.Select(zone => zone.Identity));
        foreach (var zone in inventory.Zones)
            _zones.Of(zone.Identity, () => new ZoneSeries(_families, zone, _use)).Follow(zone.Limits);
    }
}
