using System.Collections.Immutable;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Cpu;

/// <summary>The processors of the synthetic node: two packages, each with memory, and the whole platform.</summary>
sealed class SimulatedCpuSampler(
    CpuOptions options, LatestSample<CpuInventory, ZoneReading> latest, TimeProvider time) : ISampler
{
    static readonly ImmutableArray<(Zone Zone, SimulatedPower Power)> Zones =
    [
        (Packaged("package_0", "0", 205), new(128, 34, 47)),
        (Packaged("package_1", "1", 205), new(117, 29, 61)),
        (new Zone("dram", "0", []), new(14.5, 3, 47)),
        (new Zone("dram", "1", []), new(13.8, 2.5, 61)),
        (new Zone("psys", "", []), new(342, 66, 53)),
    ];

    readonly CpuInventory _inventory = new([.. Zones.Select(zone => zone.Zone)], Zones.Length);
    readonly PeakWindow[] _peaks = [.. Zones.Select(_ => new PeakWindow(options.PeakWindow))];
    readonly ZoneReading[] _readings = new ZoneReading[Zones.Length];
    readonly long _start = time.GetTimestamp();

    public CollectorStatus Status { get; } = new("cpu", options.SampleLifetime, CpuFailure.All, time);

    public TimeSpan Interval => options.Interval;

    public void Sample()
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_start, now);
        for (var i = 0; i < Zones.Length; i++)
            _readings[i] = Read(Zones[i].Power, _peaks[i], elapsed);
        latest.Publish(now, _inventory, _readings);
        Status.Sampled(now, time.GetElapsedTime(now));
    }

    ZoneReading Read(SimulatedPower power, PeakWindow peak, TimeSpan elapsed)
    {
        var now = elapsed.TotalSeconds;
        peak.Add(elapsed, power.WattsAt(now));
        var span = options.Window.TotalSeconds;
        var energy = power.JoulesAt(now);
        return new ZoneReading(
            new Energy((ulong)(energy * 1e6)),
            now < span ? null : new Power((energy - power.JoulesAt(now - span)) / span),
            Wraps: 0)
        {
            Peak = peak.Max(elapsed) is { } watts ? new Power(watts) : null,
        };
    }

    public void Dispose()
    {
    }

    static Zone Packaged(string name, string package, double limit) =>
        new(name, package, [new("long_term", new Power(limit)), new("short_term", new Power(limit * 1.2))]);
}
