using Prometheus;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;
using Wattd.Metrics;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>The newest GPU sample as metric series.</summary>
sealed class GpuSeries : ISeries
{
    readonly LatestSample<GpuInventory, GpuReading> _latest;
    readonly CollectorStatus _status;
    readonly PageUse _use;
    readonly GpuMetrics _metrics;
    readonly ItemSeries<(string BusId, string Name, string Uuid), OneGpuSeries> _gpus = new();
    GpuInventory? _inventory;

    /// <param name="metrics">The registry of the page that shows them.</param>
    /// <param name="latest">Where the GPU sampler publishes.</param>
    /// <param name="status">The state of the GPU collector.</param>
    /// <param name="use">What the page is for.</param>
    /// <param name="peakWindow">The window of the maxima; null for none.</param>
    /// <param name="hasProcesses">The setting <c>gpu.processes</c>.</param>
    public GpuSeries(
        IMetricFactory metrics, LatestSample<GpuInventory, GpuReading> latest, CollectorStatus status,
        PageUse use = PageUse.Served, TimeSpan? peakWindow = null, bool hasProcesses = false)
    {
        _latest = latest;
        _status = status;
        _use = use;
        _metrics = new GpuMetrics(metrics, hasProcesses);
        if (use != PageUse.Served)
            return;
        _metrics.ExporterAlive.Set(1);
        PeakFamilies.Window.Gauge(metrics).WithLabels().Show(peakWindow?.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Update()
    {
        var sample = _latest.Read();
        var fresh = _status.IsFresh;
        if (sample is not null && !ReferenceEquals(sample.Inventory, _inventory))
            Follow(sample.Inventory);

        for (var i = 0; i < sample?.Inventory.Gpus.Length; i++)
        {
            var gpu = _gpus[Identity(sample.Inventory.Gpus[i])];
            gpu.Update(fresh ? sample.Readings[i] : default);
            gpu.ShowXids(sample.Readings[i].Xids);
        }
        _metrics.Count.Show(sample?.Inventory.Count);
    }

    void Follow(GpuInventory inventory)
    {
        _inventory = inventory;
        _gpus.Keep(inventory.Gpus.Select(Identity));
        foreach (var gpu in inventory.Gpus)
            _gpus.Of(Identity(gpu), () => new OneGpuSeries(_metrics, gpu, _use)).Follow(inventory, gpu);
    }

    static (string BusId, string Name, string Uuid) Identity(GpuIdentity gpu) => (gpu.BusId, gpu.Name, gpu.Uuid);
}
