using Prometheus;

namespace Wattd.Collectors.Cpu.Views;

/// <summary>The families of the RAPL zones in one registry, with two label sets: psys has no <c>package</c> label.</summary>
sealed class ZoneFamilies(IMetricFactory metrics)
{
    readonly Form _inPackage = new(metrics, ["zone", "package"]);
    readonly Form _ofPlatform = new(metrics, ["zone"]);

    /// <summary>The families with the label set of a zone.</summary>
    public Form For(Zone zone) => zone.Package.Length == 0 ? _ofPlatform : _inPackage;

    /// <summary>The families with one label set.</summary>
    public sealed class Form(IMetricFactory metrics, string[] labels)
    {
        public Gauge Power { get; } = CpuFamilies.Power.Gauge(metrics, labels);
        public Gauge PowerMax { get; } = CpuFamilies.PowerMax.Gauge(metrics, labels);
        public Counter NearLimit { get; } = CpuFamilies.NearLimit.Counter(metrics, labels);
        public Counter Energy { get; } = CpuFamilies.Energy.Counter(metrics, labels);
        public Counter Wraps { get; } = CpuFamilies.Wraps.Counter(metrics, labels);
        public Histogram Distribution { get; } = CpuFamilies.Distribution.Histogram(metrics, PowerDistribution.Bounds, labels);
        public Gauge PowerLimit { get; } = CpuFamilies.PowerLimit.Gauge(metrics, [.. labels, "constraint"]);
    }
}
