using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.NvmlFunction;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

public sealed class NvmlLostGpuTests
{
    [Fact]
    public void AGpuThatIsLostKeepsItsNameAndHasNoReadingsUntilItIsBack()
    {
        using var nvml = new NvmlFixture(gpus: 8);
        var inventory = nvml.Read();

        nvml.Stub.ReturnForGpu(5, 15);
        nvml.LetPass(1);
        Assert.Same(inventory, nvml.Read());
        Assert.Equal(Expected(lost: 5), nvml.Readings.Span.ToArray());

        // Also after a discovery in which not even its handle is returned.
        nvml.LetPass(60);
        Assert.Same(inventory, nvml.Read());
        Assert.Equal(Expected(lost: 5), nvml.Readings.Span.ToArray());

        nvml.Stub.ReturnForGpu(5, 0);
        nvml.LetPass(5);
        Assert.Same(inventory, nvml.Read());
        Assert.Equal(Expected(lost: -1), nvml.Readings.Span.ToArray());
    }

    [Fact]
    public void ALostGpuGetsNoFurtherCalls()
    {
        using var nvml = new NvmlFixture();
        nvml.Read();
        nvml.Stub.ReturnForGpu(0, 15);
        nvml.Read();
        var (fan, handle) = (nvml.Stub.Calls(nvmlDeviceGetFanSpeed), nvml.Stub.Calls(nvmlDeviceGetHandleByIndex_v2));

        nvml.Read();
        Assert.Equal(
            (fan, handle), (nvml.Stub.Calls(nvmlDeviceGetFanSpeed), nvml.Stub.Calls(nvmlDeviceGetHandleByIndex_v2)));

        nvml.LetPass(5);
        nvml.Read();
        Assert.Equal(handle + 1, nvml.Stub.Calls(nvmlDeviceGetHandleByIndex_v2));
    }

    [Fact]
    public void AGpuThatGivesItsHandleAndNothingElseStaysLost()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        nvml.Read();
        nvml.Stub.ReturnForGpu(0, 999);
        nvml.Stub.Return(nvmlDeviceGetHandleByIndex_v2, gpu: 0, 0);
        for (var i = 0; i < 20; i++)
        {
            nvml.LetPass(5);
            var inventory = nvml.Read();
            Assert.Equal(NvmlStub.Uuid(0), inventory.Gpus[0].Uuid);
            Assert.Equal([default, PlausibleReading.Of(1)], nvml.Readings.Span.ToArray());
        }
    }

    [Fact]
    public void AGpuLostBeforeTheStartIsNamedByTheKernelDriver()
    {
        using var nvml = new NvmlFixture(gpus: 3);
        nvml.Stub.PlantProcfs(3);
        nvml.Stub.ReturnForGpu(1, 15);

        var lost = nvml.Read().Gpus[1];

        Assert.Equal(
            new GpuIdentity
            {
                Index = 1,
                BusId = NvmlStub.BusId(1),
                Name = "NVIDIA L40S",
                Uuid = NvmlStub.Uuid(1),
                VbiosVersion = "95.02.66.00.01",
            },
            lost);
        Assert.False(nvml.Readings.Span[1].Up);
    }

    [Fact]
    public void NoGpuGetsTheNameOfAnExcludedOne()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        nvml.Stub.PlantProcfs(2);
        var folder = Directory.CreateDirectory(Path.Combine(nvml.Stub.Procfs, "driver/nvidia/gpus/0000:00:1f.0"));
        File.WriteAllText(Path.Combine(folder.FullName, "information"), "Model: \t\t Unknown\nGPU Excluded:\t Yes\n");
        nvml.Stub.ReturnForGpu(0, 15);

        Assert.Equal([NvmlStub.BusId(0), NvmlStub.BusId(1)], nvml.Read().Gpus.Select(gpu => gpu.BusId));
    }

    [Fact]
    public void ALostGpuWithAnUnknownNameIsCounted()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        nvml.Stub.ReturnForGpu(0, 15);

        var inventory = nvml.Read();

        Assert.Equal(2, inventory.Count);
        Assert.Equal(NvmlStub.Uuid(1), Assert.Single(inventory.Gpus).Uuid);
        Assert.Equal(1, nvml.Readings.Count);

        nvml.Stub.ReturnForGpu(0, 0);
        nvml.LetPass(30);
        Assert.Equal(2, nvml.Read().Gpus.Length);
    }

    [Fact]
    public void AGpuThatIsLostWhenTheDriverIsReplacedKeepsItsName()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        var before = nvml.Read();
        nvml.Stub.Code = 18;
        nvml.Fail();
        nvml.Stub.Code = 0;
        nvml.Stub.ReturnForGpu(0, 15);

        Assert.Equal(before.Gpus.AsEnumerable(), nvml.Read().Gpus);
        Assert.Equal([false, true], nvml.Readings.Span.ToArray().Select(reading => reading.Up));
    }

    [Fact]
    public void AGpuThatIsPluggedInAgainIsFoundByANewSession()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        nvml.Stub.PlantProcfs(2);
        nvml.Read();
        nvml.Stub.PlugInAgain(1);
        nvml.Read();

        // Not in the kernel driver's list: a new session would not find it.
        nvml.Stub.TakeFromProcfs(1);
        for (var i = 0; i < 12; i++)
        {
            nvml.LetPass(5);
            nvml.Read();
            Assert.Equal([PlausibleReading.Of(0), default], nvml.Readings.Span.ToArray());
        }
        Assert.Equal(1, nvml.Stub.Inits);

        nvml.Stub.PlantProcfs(2);
        for (var i = 0; i < 12; i++)
        {
            nvml.LetPass(5);
            nvml.Read();
        }
        Assert.Equal([PlausibleReading.Of(0), PlausibleReading.Of(1)], nvml.Readings.Span.ToArray());
        Assert.Equal((2, 1), (nvml.Stub.Inits, nvml.Stub.Open));
    }

    [Fact]
    public void AGpuThatStaysLostLeavesTheSessionOfTheOthersAlone()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        nvml.Stub.PlantProcfs(2);
        var inventory = nvml.Read();
        nvml.Stub.ReturnForGpu(1, 15);
        nvml.Stub.Return(nvmlInit_v2, 999);

        for (var i = 0; i < 120; i++)
        {
            nvml.LetPass(5);
            Assert.Same(inventory, nvml.Read());
            Assert.Equal([PlausibleReading.Of(0), default], nvml.Readings.Span.ToArray());
        }
        Assert.Equal((1, 1), (nvml.Stub.Inits, nvml.Stub.Open));
    }

    [Fact]
    public void AnUnreadableListOfTheDriverAddsNoBoard()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        var readable = Path.Combine(nvml.Stub.Procfs, "driver");
        nvml.Stub.ReturnForGpu(1, 15);

        // At the start of the session, and during it.
        for (var i = 0; i < 3; i++)
        {
            nvml.Read();
            nvml.LetPass(30);
            nvml.Read();
            nvml.Stub.PlantProcfs(2);
            nvml.LetPass(30);
            nvml.Read();
            Directory.Delete(readable, recursive: true);
        }
        Assert.Equal(1, nvml.Stub.Inits);
    }

    static GpuReading[] Expected(int lost) =>
        [.. Enumerable.Range(0, 8).Select(gpu => gpu == lost ? default : PlausibleReading.Of(gpu))];
}
