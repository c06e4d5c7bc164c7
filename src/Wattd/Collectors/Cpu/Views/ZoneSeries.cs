using System.Collections.Immutable;
using Prometheus;
using Wattd.Metrics;

namespace Wattd.Collectors.Cpu.Views;

/// <summary>The series of one RAPL zone.</summary>
sealed class ZoneSeries : IRemovableSeries
{
    readonly ZoneFamilies.Form _families;
    readonly PageUse _use;
    readonly string[] _labels;
    readonly Gauge.Child _power, _powerMax;
    readonly Counter.Child _energy, _wraps, _nearLimit;
    readonly List<(Gauge.Child Series, double Watts)> _limits = [];
    DistributionSeries? _distribution;

    public ZoneSeries(ZoneFamilies families, Zone zone, PageUse use)
    {
        _families = families.For(zone);
        _use = use;
        _labels = zone.Package.Length == 0 ? [zone.Name] : [zone.Name, zone.Package];
        _power = _families.Power.WithLabels(_labels);
        _powerMax = _families.PowerMax.WithLabels(_labels);
        _energy = _families.Energy.WithLabels(_labels);
        _nearLimit = _families.NearLimit.WithLabels(_labels);
        _wraps = _families.Wraps.WithLabels(_labels);
    }

    /// <summary>Applies the limits of a new inventory.</summary>
    public void Follow(ImmutableArray<PowerLimit> limits)
    {
        RemoveLimits();
        foreach (var limit in limits)
            _limits.Add((_families.PowerLimit.WithLabels([.. _labels, limit.Constraint]), limit.Limit.Watts));
    }

    /// <summary>Shows a reading, or nothing if it is too old. The wraps stay.</summary>
    public void Update(ZoneReading reading, bool fresh)
    {
        _power.Show(fresh ? Digits.Milli(reading.Power?.Watts) : null);
        _powerMax.Show(fresh && _use == PageUse.Served ? Digits.Milli(reading.Peak?.Watts) : null);
        _energy.Show(fresh && _use == PageUse.Served ? reading.Energy?.Joules : null);
        _nearLimit.Show(_use == PageUse.Served ? reading.NearLimit?.TotalSeconds : null);
        if (_use == PageUse.Served && reading.Distribution is { } distribution)
            (_distribution ??= new DistributionSeries(_families.Distribution.WithLabels(_labels), distribution)).Update();
        _wraps.Show(_use == PageUse.Served ? reading.Wraps : null);
        foreach (var (series, watts) in _limits)
            series.Show(fresh ? watts : null);
    }

    /// <inheritdoc/>
    public void Remove()
    {
        _power.Remove();
        _powerMax.Remove();
        _energy.Remove();
        _nearLimit.Remove();
        _families.Distribution.RemoveLabelled(_labels);
        _wraps.Remove();
        RemoveLimits();
    }

    void RemoveLimits()
    {
        foreach (var (series, _) in _limits)
            series.Remove();
        _limits.Clear();
    }
}
