using Prometheus;
using Wattd.Metrics;

namespace Wattd.Collectors.Encodes.Views;

/// <summary>The families of an encode in one registry.</summary>
sealed class OneEncodeFamilies(IMetricFactory metrics)
{
    public Gauge Info { get; } = EncodesFamilies.Info.Gauge(metrics);
    public Gauge Running { get; } = EncodesFamilies.Running.Gauge(metrics);
    public Gauge StartTime { get; } = EncodesFamilies.StartTime.Gauge(metrics);
    public Gauge Fps { get; } = EncodesFamilies.Fps.Gauge(metrics);
    public Gauge Speed { get; } = EncodesFamilies.Speed.Gauge(metrics);
    public Gauge Outputs { get; } = EncodesFamilies.Outputs.Gauge(metrics);
    public Gauge ProgressAge { get; } = EncodesFamilies.ProgressAge.Gauge(metrics);
    public Counter Restarts { get; } = EncodesFamilies.Restarts.Counter(metrics);
    public Counter CpuSeconds { get; } = EncodesFamilies.CpuSeconds.Counter(metrics);
    public Counter Frames { get; } = EncodesFamilies.Frames.Counter(metrics);
    public Counter DroppedFrames { get; } = EncodesFamilies.DroppedFrames.Counter(metrics);
    public Counter DuplicatedFrames { get; } = EncodesFamilies.DuplicatedFrames.Counter(metrics);
    public Counter MediaSeconds { get; } = EncodesFamilies.MediaSeconds.Counter(metrics);
    public Counter OutputBytes { get; } = EncodesFamilies.OutputBytes.Counter(metrics);
}

/// <summary>The series of one encode.</summary>
sealed class OneEncodeSeries : IRemovableSeries
{
    readonly string _name;
    readonly ComponentFamilies _components;
    readonly Gauge.Child _info, _running, _startTime, _fps, _speed, _outputs, _progressAge;
    readonly Counter.Child _restarts, _cpuSeconds, _frames, _dropped, _duplicated, _mediaSeconds, _bytes;
    readonly ItemSeries<(string Component, string GpuId), ShareSeries> _shares = new();

    public OneEncodeSeries(OneEncodeFamilies families, ComponentFamilies components, EncodeIdentity identity)
    {
        (_name, _components) = (identity.Name, components);
        _info = families.Info.WithLabels(
            identity.Name, identity.Unit, identity.Cgroup, identity.FoundBy.ToString().ToLowerInvariant());
        _running = families.Running.WithLabels(_name);
        _startTime = families.StartTime.WithLabels(_name);
        _fps = families.Fps.WithLabels(_name);
        _speed = families.Speed.WithLabels(_name);
        _outputs = families.Outputs.WithLabels(_name);
        _progressAge = families.ProgressAge.WithLabels(_name);
        _restarts = families.Restarts.WithLabels(_name);
        _cpuSeconds = families.CpuSeconds.WithLabels(_name);
        _frames = families.Frames.WithLabels(_name);
        _dropped = families.DroppedFrames.WithLabels(_name);
        _duplicated = families.DuplicatedFrames.WithLabels(_name);
        _mediaSeconds = families.MediaSeconds.WithLabels(_name);
        _bytes = families.OutputBytes.WithLabels(_name);
    }

    /// <summary>Shows a reading.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="isServed">Whether the page is served, so that counters are meaningful.</param>
    /// <param name="time">The clock of the reports of progress.</param>
    public void Update(EncodeReading reading, bool isServed, TimeProvider time)
    {
        _info.Set(1);
        _running.Set(reading.IsRunning ? 1 : 0);
        _startTime.Set(Math.Round(reading.Started.ToUnixTimeMilliseconds() / 1e3, 3));
        _fps.Show(Digits.Milli(reading.Fps));
        _speed.Show(Digits.Milli(reading.Speed));
        _outputs.Show(reading.Outputs);
        _progressAge.Show(reading.LastReport is { } report ? Digits.Milli(time.GetElapsedTime(report).TotalSeconds) : null);
        _restarts.Show(isServed ? reading.Restarts : null);
        _cpuSeconds.Show(isServed ? reading.CpuTime.TotalSeconds : null);
        _frames.Show(isServed ? reading.Frames : null);
        _dropped.Show(isServed ? reading.DroppedFrames : null);
        _duplicated.Show(isServed ? reading.DuplicatedFrames : null);
        _mediaSeconds.Show(isServed ? reading.MediaTime?.TotalSeconds : null);
        _bytes.Show(isServed ? reading.Bytes : null);

        _shares.Keep(isServed ? reading.Shares.Select(share => (share.Component, share.GpuId)) : []);
        if (!isServed)
            return;
        foreach (var share in reading.Shares)
            _shares.Of((share.Component, share.GpuId), () => new ShareSeries(_components, _name, share)).Show(share.Energy);
    }

    /// <inheritdoc/>
    public void Remove()
    {
        foreach (var series in (Gauge.Child[])[_info, _running, _startTime, _fps, _speed, _outputs, _progressAge])
            series.Remove();
        foreach (var series in (Counter.Child[])[_restarts, _cpuSeconds, _frames, _dropped, _duplicated, _mediaSeconds, _bytes])
            series.Remove();
        _shares.Keep([]);
    }

    /// <summary>The share of an encode in one component.</summary>
    sealed class ShareSeries(ComponentFamilies components, string encode, EncodeShare share) : IRemovableSeries
    {
        readonly Counter.Child _energy = Create(components, encode, share);

        public void Show(Energy energy) => _energy.Show(energy.Joules);

        public void Remove() => _energy.Remove();

        static Counter.Child Create(ComponentFamilies components, string encode, EncodeShare share)
        {
            var (families, labels) = components.For(share.Component, share.GpuId);
            return families.EncodeEnergy.WithLabels([encode, .. labels]);
        }
    }
}
