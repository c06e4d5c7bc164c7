using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu;

/// <summary>The GPU sampler over fake sources, on a clock that only the test advances. The sources' threads are real.</summary>
sealed class GpuSamplerFixture : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public GpuSamplerFixture(GpuOptions? options = null)
    {
        Options = (options ?? new GpuOptions()) with { SysfsPath = _folder.Path };
        Sampler = new GpuSampler(
            Options,
            () => Create(Nvml = new FakeGpuSource("nvml", TimeSpan.FromSeconds(1)) { Failure = NvmlFailure }),
            () => Create(NvidiaSmi = new FakeGpuSource("nvidia-smi", TimeSpan.FromSeconds(10)) { Failure = NvidiaSmiFailure }),
            Latest, Time, Log);
    }

    public GpuOptions Options { get; }

    public GpuSampler Sampler { get; }

    public LatestSample<GpuInventory, GpuReading> Latest { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public CollectingLogger Log { get; } = new();

    /// <summary>The newest source of the kind; null before its first use.</summary>
    public FakeGpuSource? Nvml { get; private set; }

    /// <inheritdoc cref="Nvml"/>
    public FakeGpuSource? NvidiaSmi { get; private set; }

    /// <summary>The failure of a new source.</summary>
    public SourceException? NvmlFailure { get; set; }

    /// <inheritdoc cref="NvmlFailure"/>
    public SourceException? NvidiaSmiFailure { get; set; }

    /// <summary>Whether a new source hangs in its first read.</summary>
    public bool HangFromTheStart { get; set; }

    /// <summary>Whether a new source starts the driver in its first read.</summary>
    public bool HasToOpen { get; set; }

    /// <summary>Every source that was created.</summary>
    public List<FakeGpuSource> Sources { get; } = [];

    public Sample<GpuInventory, GpuReading> Sample => Latest.Read()!;

    public bool[] Up => [.. Sample.Readings.Select(reading => reading.Up)];

    /// <summary>Ticks until a sample is published or the outage is known; a slow machine may need several ticks.</summary>
    public void Tick()
    {
        var version = Latest.Version;
        Eventually.Wait(
            () =>
            {
                Sampler.Sample();
                return Latest.Version != version;
            },
            "a published sample");
    }

    /// <summary>Ticks after a time.</summary>
    public void TickAfter(double seconds)
    {
        Time.Advance(TimeSpan.FromSeconds(seconds));
        Tick();
    }

    public long Failures(string reason) => Sampler.Status.Failures.Single(failure => failure.Reason == reason).Count;

    /// <summary>A device on the PCI bus.</summary>
    public void PlantPciDevice(string address, string vendor, string code, string? functionOf = null)
    {
        var folder = Directory.CreateDirectory(_folder.File($"bus/pci/devices/{address}")).FullName;
        File.WriteAllText(Path.Combine(folder, "vendor"), $"{vendor}\n");
        File.WriteAllText(Path.Combine(folder, "class"), $"{code}\n");
        if (functionOf is not null)
            File.CreateSymbolicLink(Path.Combine(folder, "physfn"), $"../{functionOf}");
    }

    public void Dispose()
    {
        foreach (var source in Sources)
            source.Hangs = false;
        Sampler.Dispose();
        _folder.Dispose();
    }

    FakeGpuSource Create(FakeGpuSource source)
    {
        source.Hangs = HangFromTheStart;
        source.HasToOpen = HasToOpen;
        Sources.Add(source);
        return source;
    }
}
