using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

public sealed class NvmlSourceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(16)]
    public void EveryFieldOfEveryGpuIsRead(int gpus)
    {
        using var nvml = new NvmlFixture(gpus);

        var inventory = nvml.Read();

        Assert.Equal(("nvml", "580.95.05", gpus), (inventory.Source, inventory.DriverVersion, inventory.Count));
        Assert.Equal(Enumerable.Range(0, gpus).Select(Plausible), inventory.Gpus);
        Assert.Equal(Enumerable.Range(0, gpus).Select(PlausibleReading.Of), nvml.Readings.Span.ToArray());
    }

    [Fact]
    public void AMachineWithoutGpusIsNoFailure()
    {
        using var nvml = new NvmlFixture(gpus: 0);

        var inventory = nvml.Read();

        Assert.Equal(0, inventory.Count);
        Assert.Empty(inventory.Gpus);
        Assert.Equal(0, nvml.Readings.Count);
    }

    [Fact]
    public void TheInventoryIsTheSameObjectUntilSomethingInItChanges()
    {
        using var nvml = new NvmlFixture(gpus: 2);

        var first = nvml.Read();
        nvml.LetPass(1);
        Assert.Same(first, nvml.Read());
        nvml.LetPass(60);
        Assert.Same(first, nvml.Read());

        nvml.Stub[1, NvmlValue.Persistence] = 0;
        nvml.LetPass(60);
        Assert.Equal(["Enabled", "Disabled"], nvml.Read().Gpus.Select(gpu => gpu.PersistenceMode));
    }

    [Fact]
    public void ANewCountIsSeenAtTheNextDiscovery()
    {
        using var nvml = new NvmlFixture(gpus: 1);

        Assert.Equal(1, nvml.Read().Count);
        nvml.Stub.Gpus = 3;
        nvml.LetPass(30);

        Assert.Equal(3, nvml.Read().Count);
        Assert.Equal(3, nvml.Readings.Count);
    }

    [Fact]
    public void AGpuThatJoinsTheDriverIsSeenThoughNvmlCountsOnlyOnce()
    {
        using var nvml = new NvmlFixture(gpus: 1);
        nvml.Stub.PlantProcfs(1);

        nvml.Read();
        nvml.Stub.PlantProcfs(2);
        nvml.LetPass(30);
        nvml.Read();
        Assert.Equal(1, nvml.Stub.Inits);
        nvml.Read();

        Assert.Equal((2, 1), (nvml.Stub.Inits, nvml.Stub.Open));
    }

    [Fact]
    public void ATickAllocatesNothing()
    {
        using var nvml = new NvmlFixture(gpus: 8);
        for (var i = 0; i < 100; i++)
            nvml.Read();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            nvml.Read();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void ATickMakesNoMoreCallsThanItNeeds()
    {
        using var nvml = new NvmlFixture();
        nvml.Read();
        var before = Calls();
        nvml.Read();

        Assert.InRange(Calls() - before, 1, 27);

        long Calls() => Enum.GetValues<NvmlFunction>().Sum(nvml.Stub.Calls);
    }

    [Fact]
    public void DisposingReleasesTheDriver()
    {
        using var stub = new NvmlStub();
        using (var source = new Wattd.Collectors.Gpu.Nvml.NvmlSource(
            new GpuOptions { NvmlLibrary = stub.Library, ProcfsPath = stub.Procfs }, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance))
        {
            source.Read(new GpuReadings());
            Assert.Equal(1, stub.Open);
        }

        Assert.Equal(0, stub.Open);
        Assert.DoesNotContain(stub.Library, File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);
    }

    static GpuIdentity Plausible(int gpu) => new()
    {
        Index = gpu,
        BusId = NvmlStub.BusId(gpu),
        Name = "NVIDIA L40S",
        Uuid = NvmlStub.Uuid(gpu),
        VbiosVersion = "95.02.66.00.01",
        PersistenceMode = "Enabled",
        EncodesH264 = true,
        EncodesHevc = true,
        EncodesAv1 = true,
    };
}
