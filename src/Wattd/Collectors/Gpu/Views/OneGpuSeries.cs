using Prometheus;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Metrics;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>The series of one GPU.</summary>
sealed class OneGpuSeries : IRemovableSeries
{
    static readonly string[] Codecs = ["h264", "hevc", "av1"];

    readonly GpuMetrics _metrics;
    readonly PageUse _use;
    readonly string[] _labels;
    readonly Gauge.Child _up;
    readonly Gauge.Child[] _gauges, _throttle, _encoders, _parts;
    readonly ContinuousCounter _energy, _corrected, _uncorrected;
    readonly ContinuousCounter[] _counters;
    readonly GpuProcessSeries _processes;
    readonly Dictionary<string, Counter.Child> _xids = [];
    Gauge.Child? _info;
    DistributionSeries? _distribution;
    string _energyOrigin = "", _source = "";
    bool _countsEnergy;

    public OneGpuSeries(GpuMetrics metrics, GpuIdentity gpu, PageUse use)
    {
        _metrics = metrics;
        _use = use;
        _labels = [gpu.BusId, gpu.Name, gpu.Uuid];
        _up = metrics.Up.WithLabels(_labels);
        _gauges = [.. metrics.Gauges.Select(gauge => gauge.WithLabels(_labels))];
        _throttle = [.. ThrottleLabel.All.Select(label => metrics.ThrottleActive.WithLabels([.. _labels, label.Name]))];
        _encoders = [.. Codecs.Select(codec => metrics.EncoderSupported.WithLabels([.. _labels, codec]))];
        _energy = new ContinuousCounter(metrics.Energy.WithLabels(_labels));
        _processes = new GpuProcessSeries(metrics.Processes, _labels, use);
        _corrected = new ContinuousCounter(metrics.EccErrors.WithLabels([.. _labels, "corrected"]));
        _uncorrected = new ContinuousCounter(metrics.EccErrors.WithLabels([.. _labels, "uncorrected"]));
        _parts = [.. GpuPart.Gauges.Select((part, i) => metrics.PartGauges[i].WithLabels(part.Labels(_labels)))];
        _counters = [.. GpuPart.Counters.Select((part, i) => new ContinuousCounter(metrics.PartCounters[i].WithLabels(part.Labels(_labels))))];
    }

    /// <summary>Applies a new inventory's facts about the GPU.</summary>
    public void Follow(GpuInventory inventory, GpuIdentity gpu)
    {
        var energy = gpu.HasEnergyCounter ? "counter" : "integrated";
        // The driver's counter is the same from every source; integrated energy is not.
        _energyOrigin = gpu.HasEnergyCounter ? energy : $"{energy} {inventory.Source}";
        _source = inventory.Source;
        _processes.Most = GpuProcessSeries.MostItems(inventory.Gpus.Length);
        _countsEnergy = gpu.HasEnergyCounter || _use == PageUse.Served;

        _info?.Remove();
        _info = _metrics.Info.WithLabels(
        [
            .. _labels, $"{gpu.Index}", inventory.DriverVersion, gpu.VbiosVersion, gpu.BusId, gpu.PersistenceMode,
            inventory.Source, energy,
        ]);
        _info.Set(1);

        _encoders[0].Show(ZeroOrOne(gpu.EncodesH264));
        _encoders[1].Show(ZeroOrOne(gpu.EncodesHevc));
        _encoders[2].Show(ZeroOrOne(gpu.EncodesAv1));
    }

    /// <summary>Shows a reading. For a GPU that is not up nothing is shown, even if the reading has values.</summary>
    public void Update(in GpuReading reading)
    {
        _up.Set(reading.Up ? 1 : 0);
        for (var i = 0; i < _gauges.Length; i++)
            _gauges[i].Show(reading.Up && (_use == PageUse.Served || !GpuGauge.All[i].IsServedOnly) ? GpuGauge.All[i].Read(reading) : null);
        for (var i = 0; i < _throttle.Length; i++)
            _throttle[i].Show(reading.Up ? ZeroOrOne(reading.Throttle?.HasFlag(ThrottleLabel.All[i].Reason)) : null);
        if (_use == PageUse.Served && reading.PowerDistribution is { } distribution)
            (_distribution ??= new DistributionSeries(_metrics.PowerDistribution.WithLabels(_labels), distribution)).Update();
        _energy.Show(reading.Up && _countsEnergy ? reading.EnergyJoules : null, _energyOrigin);
        _corrected.Show(reading.Up ? reading.EccCorrectedErrors : null, _source);
        _uncorrected.Show(reading.Up ? reading.EccUncorrectedErrors : null, _source);
        for (var i = 0; i < _parts.Length; i++)
            _parts[i].Show(reading.Up ? GpuPart.Gauges[i].Read(reading) : null);
        for (var i = 0; i < _counters.Length; i++)
            _counters[i].Show(reading.Up ? GpuPart.Counters[i].Read(reading) : null, _source);
        _processes.Update(reading);
    }

    /// <summary>Shows the XIDs of the GPU, also while it is down: they say why.</summary>
    public void ShowXids(IReadOnlyList<SeenXid>? xids)
    {
        // Like every counter that starts with the process, absent on a page that is printed once.
        if (_use != PageUse.Served || xids is null)
            return;
        foreach (var xid in xids)
        {
            if (!_xids.TryGetValue(xid.Label, out var series))
                _xids[xid.Label] = series = _metrics.XidErrors.WithLabels([.. _labels, xid.Label]);
            series.Show(xid.Count);
        }
    }

    /// <inheritdoc/>
    public void Remove()
    {
        _up.Remove();
        _info?.Remove();
        foreach (var series in (Gauge.Child[])[.. _gauges, .. _throttle, .. _encoders, .. _parts])
            series.Remove();
        foreach (var counter in _counters)
            counter.Remove();
        foreach (var series in _xids.Values)
            series.Remove();
        _energy.Remove();
        _metrics.PowerDistribution.RemoveLabelled(_labels);
        _processes.Remove();
        _corrected.Remove();
        _uncorrected.Remove();
    }

    static double? ZeroOrOne(bool? value) => value is { } known ? known ? 1 : 0 : null;
}
