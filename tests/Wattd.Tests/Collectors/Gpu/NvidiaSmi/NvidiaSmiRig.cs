using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.NvidiaSmi;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.NvidiaSmi;

/// <summary>The source over a fake nvidia-smi.</summary>
sealed class NvidiaSmiRig : IDisposable
{
    public NvidiaSmiRig(TimeSpan? timeout = null) => Source = new NvidiaSmiSource(
        new GpuOptions { NvidiaSmi = Fake.Path, ProcfsPath = Fake.Procfs, Timeout = timeout ?? TimeSpan.FromMinutes(2) },
        TimeProvider.System, Demand);

    /// <summary>Whether it reads the processes; not by default.</summary>
    public GpuProcessDemand Demand { get; } = new(isServed: false);

    public FakeNvidiaSmi Fake { get; } = new();

    public NvidiaSmiSource Source { get; }

    public GpuReadings Readings { get; } = new();

    public GpuInventory Read() => Source.Read(Readings);

    /// <summary>The inventory and readings of one of the project's own documents.</summary>
    public GpuInventory Read(string fixture)
    {
        Fake.Prints(Fixture(fixture));
        return Read();
    }

    public SourceException Fails() => Assert.Throws<SourceException>(() => Read());

    /// <summary>The folder of the project's own documents.</summary>
    public static string Fixtures { get; } =
        Path.Combine(Repository.Root, "tests", "Wattd.Tests", "Collectors", "Gpu", "NvidiaSmi", "Fixtures");

    /// <summary>One of the project's own documents.</summary>
    public static byte[] Fixture(string name) => File.ReadAllBytes(Path.Combine(Fixtures, name + ".xml"));

    public void Dispose()
    {
        Source.Dispose();
        Fake.Dispose();
    }
}
