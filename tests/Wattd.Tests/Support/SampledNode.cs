using Wattd.Collectors.Cpu;
using Wattd.Collectors.Sampling;

namespace Wattd.Tests.Support;

/// <summary>A simulated powercap tree with a CPU sampler, and a clock that advances only on request.</summary>
sealed class SampledNode : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly LatestSample<CpuInventory, ZoneReading> _latest = new();

    public SampledNode(CpuOptions? options = null)
    {
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)Convert.ToInt32("755", 8));
        Tree = new PowercapTreeBuilder(_folder.Path);
        Options = (options ?? new CpuOptions()) with { SysfsPath = _folder.Path, ProcfsPath = _folder.File("proc") };
        Sampler = new CpuSampler(Options, _latest, Log, Time, () => Suspended && !(Suspended = false));
    }

    public PowercapTreeBuilder Tree { get; }
    public CpuOptions Options { get; }
    public SlowClock Time { get; } = new();
    public CollectingLogger Log { get; } = new();
    public CpuSampler Sampler { get; }

    /// <summary>Makes the next tick detect that the machine was suspended.</summary>
    public bool Suspended { get; set; }

    /// <summary>Gives every sample to a listener.</summary>
    public void Listen(ISampleListener<CpuInventory, ZoneReading> listener) => _latest.Listen(listener);

    public Sample<CpuInventory, ZoneReading> Latest => _latest.Read()!;

    /// <summary>The zones, as <c>name/package</c>.</summary>
    public IEnumerable<string> Zones => Latest.Inventory.Zones.Select(zone => $"{zone.Name}/{zone.Package}");

    /// <summary>Samples once, after some time.</summary>
    public SampledNode Sample(double afterSeconds = 0)
    {
        Time.Advance(TimeSpan.FromSeconds(afterSeconds));
        Sampler.Sample();
        return this;
    }

    /// <summary>The last reading of a zone; null if it is not in the inventory.</summary>
    public ZoneReading? Reading(string zone)
    {
        var index = Zones.ToList().IndexOf(zone);
        return index < 0 ? null : Latest.Readings[index];
    }

    /// <summary>The number of failures counted for a reason.</summary>
    public long Failures(string reason) => Sampler.Status.Failures.Single(failure => failure.Reason == reason).Count;

    public void Dispose()
    {
        Sampler.Dispose();
        _folder.Dispose();
    }
}
