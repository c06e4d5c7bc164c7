using Wattd.Collectors;
using Wattd.Collectors.Gpu;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu;

public sealed class GpuSamplerTests
{
    [Fact]
    public void NvmlIsUsedWhereItAnswers()
    {
        using var gpu = new GpuSamplerFixture();

        gpu.Tick();

        Assert.Equal("nvml", gpu.Sample.Inventory.Source);
        Assert.Equal([true, true], gpu.Up);
        Assert.Null(gpu.Sampler.Status.Outage);
        Assert.Equal(TimeSpan.FromSeconds(1), gpu.Sampler.Interval);
        Assert.Equal(TimeSpan.FromSeconds(3 + 10), gpu.Sampler.Status.SampleLifetime);
        Assert.Null(gpu.NvidiaSmi);
        Assert.Equal(["GpuSourceInUse"], gpu.Log.Events);
    }

    [Fact]
    public void NvidiaSmiIsReadAtOnceWhereNvmlFails()
    {
        using var gpu = new GpuSamplerFixture { NvmlFailure = FakeGpuSource.Broken(GpuFailure.LibraryMissing) };

        gpu.Tick();

        Assert.Equal("nvidia-smi", gpu.Sample.Inventory.Source);
        Assert.Equal(TimeSpan.FromSeconds(10), gpu.Sampler.Interval);
        Assert.Equal(TimeSpan.FromSeconds(30 + 10), gpu.Sampler.Status.SampleLifetime);
        Assert.Null(gpu.Sampler.Status.Outage);
        Assert.Equal(["NvmlUnavailable", "GpuSourceInUse"], gpu.Log.Events);
        Assert.Contains("library_missing: do something about it", gpu.Log.Lines[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NvmlIsTriedAgainEveryDiscoveryIntervalAndLoggedOnce()
    {
        using var gpu = new GpuSamplerFixture { NvmlFailure = FakeGpuSource.Broken(GpuFailure.LibraryMissing) };
        gpu.Tick();
        for (var i = 0; i < 9; i++)
            gpu.TickAfter(10);

        Assert.Equal(4, gpu.Nvml!.Reads);
        Assert.Equal(10, gpu.NvidiaSmi!.Reads);
        Assert.Equal(1, gpu.Failures(GpuFailure.LibraryMissing));
        Assert.Equal(["NvmlUnavailable", "GpuSourceInUse"], gpu.Log.Events);

        gpu.Nvml.Failure = null;
        for (var i = 0; i < 3; i++)
            gpu.TickAfter(10);

        Assert.Equal("nvml", gpu.Sample.Inventory.Source);
        Assert.Equal(TimeSpan.FromSeconds(1), gpu.Sampler.Interval);
        Eventually.Wait(() => gpu.NvidiaSmi.IsDisposed, "nvidia-smi is released");
        Assert.Equal(["NvmlUnavailable", "GpuSourceInUse", "GpuSourceInUse"], gpu.Log.Events);
    }

    [Fact]
    public void ADriverThatIsReplacedIsBridgedByNvidiaSmi()
    {
        using var gpu = new GpuSamplerFixture();
        gpu.Tick();
        gpu.Nvml!.Failure = FakeGpuSource.Broken(GpuFailure.VersionMismatch);
        gpu.TickAfter(1);
        Assert.Equal("nvidia-smi", gpu.Sample.Inventory.Source);
        Assert.Equal(1, gpu.Failures(GpuFailure.VersionMismatch));

        gpu.Nvml.Failure = null;
        for (var i = 0; i < 3; i++)
            gpu.TickAfter(10);

        Assert.Equal("nvml", gpu.Sample.Inventory.Source);
        Assert.Equal(["GpuSourceInUse", "NvmlUnavailable", "GpuSourceInUse", "GpuSourceInUse"], gpu.Log.Events);
    }

    [Fact]
    public void ASourceThatIsForcedIsTheOnlyOne()
    {
        using var gpu = new GpuSamplerFixture(new GpuOptions { Source = GpuSourceChoice.NvidiaSmi });
        gpu.Tick();

        Assert.Equal("nvidia-smi", gpu.Sample.Inventory.Source);
        Assert.Null(gpu.Nvml);
    }

    [Fact]
    public void TheConfiguredIntervalIsUsed()
    {
        using var gpu = new GpuSamplerFixture(new GpuOptions { Interval = TimeSpan.FromSeconds(2) });
        gpu.Tick();

        Assert.Equal(TimeSpan.FromSeconds(2), gpu.Sampler.Interval);
        Assert.Equal(TimeSpan.FromSeconds(6 + 10), gpu.Sampler.Status.SampleLifetime);
    }

    [Fact]
    public void WhereNothingAnswersTheKnownGpusAreShownAsDown()
    {
        using var gpu = new GpuSamplerFixture(new GpuOptions { Source = GpuSourceChoice.Nvml });
        gpu.Tick();
        gpu.Nvml!.Failure = FakeGpuSource.Broken(GpuFailure.DriverNotLoaded);
        gpu.TickAfter(1);

        Assert.Equal(2, gpu.Sample.Inventory.Count);
        Assert.Equal(["GPU-0", "GPU-1"], gpu.Sample.Inventory.Gpus.Select(identity => identity.Uuid));
        Assert.Equal([default, default], gpu.Sample.Readings);
        Assert.Equal(GpuFailure.DriverNotLoaded, gpu.Sampler.Status.Outage?.Reason);
        Assert.Equal("driver_not_loaded: do something about it", gpu.Sampler.Status.Outage?.Message);
        Assert.Equal(TimeSpan.FromSeconds(5), gpu.Sampler.Interval);

        // Until the next discovery it is not read.
        var version = gpu.Latest.Version;
        for (var i = 0; i < 5; i++)
        {
            gpu.Time.Advance(TimeSpan.FromSeconds(5));
            gpu.Sampler.Sample();
        }
        Assert.Equal((version, 2), (gpu.Latest.Version, gpu.Nvml.Reads));

        gpu.Nvml.Failure = null;
        gpu.TickAfter(5);
        Assert.Equal([true, true], gpu.Up);
        Assert.Null(gpu.Sampler.Status.Outage);
        Assert.Equal(["GpuSourceInUse", "GpuSourceUnavailable", "GpuSourceInUse"], gpu.Log.Events);
    }

    [Fact]
    public void AMachineWithoutADriverReportsHowManyGpusItHas()
    {
        using var gpu = new GpuSamplerFixture
        {
            NvmlFailure = FakeGpuSource.Broken(GpuFailure.LibraryMissing),
            NvidiaSmiFailure = FakeGpuSource.Broken(GpuFailure.NvidiaSmiMissing),
        };
        gpu.PlantPciDevice("0000:01:00.0", "0x10de", "0x030000");
        gpu.PlantPciDevice("0000:01:00.1", "0x10de", "0x040300");
        gpu.PlantPciDevice("0000:41:00.0", "0x10de", "0x030200");
        gpu.PlantPciDevice("0000:05:00.0", "0x1a03", "0x030000");

        // A slice of the second board that its driver created for a virtual machine.
        gpu.PlantPciDevice("0000:41:00.4", "0x10de", "0x030200", functionOf: "0000:41:00.0");

        gpu.Tick();

        Assert.Equal(2, gpu.Sample.Inventory.Count);
        Assert.Empty(gpu.Sample.Inventory.Gpus);
        Assert.Equal(
            "library_missing: do something about it; nvidia_smi_missing: do something about it",
            gpu.Sampler.Status.Outage?.Message);
        Assert.Equal(["GpuSourceUnavailable"], gpu.Log.Events);
        Assert.True(gpu.Sampler.Status.Outage?.IsWanted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WithoutAGpuADriverIsMissedWhereOneIsRequired(bool isRequired)
    {
        using var gpu = new GpuSamplerFixture(new GpuOptions { Mode = isRequired ? CollectorMode.Required : CollectorMode.Auto })
        {
            NvmlFailure = FakeGpuSource.Broken(GpuFailure.LibraryMissing),
            NvidiaSmiFailure = FakeGpuSource.Broken(GpuFailure.NvidiaSmiMissing),
        };
        gpu.Tick();

        Assert.Equal(0, gpu.Sample.Inventory.Count);
        Assert.Equal(isRequired, gpu.Sampler.Status.Outage?.IsWanted);
    }

    [Fact]
    public void TheMoreSpecificOfTwoReasonsIsReported()
    {
        using var gpu = new GpuSamplerFixture
        {
            NvmlFailure = FakeGpuSource.Broken(GpuFailure.LibraryMissing),
            NvidiaSmiFailure = FakeGpuSource.Broken(GpuFailure.DriverNotLoaded),
        };
        gpu.Tick();

        Assert.Equal(GpuFailure.DriverNotLoaded, gpu.Sampler.Status.Outage?.Reason);
    }

    [Fact]
    public void WhereAGpuIsRequiredTheHostReportsThatThereIsNone()
    {
        using var gpu = new GpuSamplerFixture(new GpuOptions { Mode = CollectorMode.Required })
        {
            NvmlFailure = FakeGpuSource.Broken(GpuFailure.LibraryMissing),
            NvidiaSmiFailure = FakeGpuSource.Broken(GpuFailure.NvidiaSmiMissing),
        };

        gpu.Tick();

        Assert.NotNull(gpu.Sampler.Status.Outage);
        Assert.Empty(gpu.Log.Events);
    }

    [Fact]
    public void ASampleIsPublishedWhenItsStateIsKnown()
    {
        using var gpu = new GpuSamplerFixture(new GpuOptions { Source = GpuSourceChoice.Nvml })
        { NvmlFailure = FakeGpuSource.Broken(GpuFailure.DriverNotLoaded) };
        var states = new OutagesWhilePublishing<GpuInventory, GpuReading>(gpu.Sampler.Status);
        gpu.Latest.Listen(states);
        gpu.Tick();
        gpu.Nvml!.Failure = null;
        gpu.TickAfter(30);

        Assert.Equal([GpuFailure.DriverNotLoaded, null], states.Reasons);
    }

    [Fact]
    public void AMachineWithoutGpusIsNotAnOutage()
    {
        using var gpu = new GpuSamplerFixture();
        gpu.Tick();
        (gpu.Nvml!.Inventory, gpu.Nvml.Fill) = (new GpuInventory("nvml", "580.95.05", 0, []), _ => { });
        gpu.TickAfter(1);

        Assert.Equal((0, 0), (gpu.Sample.Inventory.Count, gpu.Sample.Readings.Length));
        Assert.Null(gpu.Sampler.Status.Outage);
    }

    [Fact]
    public void AGpuThatIsLostAndComesBackIsLoggedOnce()
    {
        using var gpu = new GpuSamplerFixture();
        gpu.Tick();
        var whole = gpu.Nvml!.Fill;
        gpu.Nvml.Fill = readings =>
        {
            readings.Add();
            readings.Add() = new GpuReading { Up = true, PowerDrawWatts = 60 };
        };
        gpu.TickAfter(1);
        gpu.TickAfter(1);
        Assert.Equal([false, true], gpu.Up);
        Assert.Null(gpu.Sample.Readings[0].EnergyJoules);
        gpu.Nvml.Fill = whole;
        gpu.TickAfter(1);

        Assert.Equal(["GpuSourceInUse", "GpuLost", "GpuBack"], gpu.Log.Events);
        Assert.Contains("00000000:01:00.0", gpu.Log.Lines[1].Message, StringComparison.Ordinal);
        Assert.Equal(1, gpu.Failures(GpuFailure.GpuLost));
        Assert.Null(gpu.Sampler.Status.Outage);
    }

    [Fact]
    public void PersistenceModeOffIsLoggedOnce()
    {
        using var gpu = new GpuSamplerFixture();
        gpu.Tick();
        for (var i = 0; i < 3; i++)
        {
            gpu.Nvml!.Inventory = new("nvml", $"58{i}.0", 2,
                [FakeGpuSource.Gpu(0), FakeGpuSource.Gpu(1) with { PersistenceMode = "Disabled" }]);
            gpu.TickAfter(1);
        }

        Assert.Single(gpu.Log.Events, "GpuPersistenceModeOff");
    }

    [Fact]
    public void EnergyIsTheDriversCounterOrIntegratedPowerAndTheInventorySaysWhich()
    {
        using var gpu = new GpuSamplerFixture();
        gpu.Tick();
        gpu.TickAfter(1);
        gpu.TickAfter(1);

        Assert.Equal([true, false], gpu.Sample.Inventory.Gpus.Select(identity => identity.HasEnergyCounter));
        Assert.Equal([1_000, 120], gpu.Sample.Readings.Select(reading => reading.EnergyJoules!.Value));
    }

    [Fact]
    public void AFaultOfASourceIsThrown()
    {
        using var gpu = new GpuSamplerFixture();
        gpu.Tick();
        gpu.Nvml!.Failure = new InvalidOperationException("a bug");

        var fault = Assert.Throws<InvalidOperationException>(() =>
            Eventually.Wait(() => { gpu.Sampler.Sample(); return false; }, "a fault"));

        Assert.Equal("a bug", fault.Message);
    }

    [Fact]
    public void ATickAllocatesNothingOnEitherThread()
    {
        using var gpu = new GpuSamplerFixture();
        for (var i = 0; i < 200; i++)
            gpu.TickAfter(1);
        var (here, there) = (0L, 0L);
        for (var i = 0; i < 200; i++)
        {
            gpu.Time.Advance(TimeSpan.FromSeconds(1));
            var (beforeHere, beforeThere) = (GC.GetAllocatedBytesForCurrentThread(), gpu.Nvml!.AllocatedByItsThread);
            gpu.Sampler.Sample();
            here += GC.GetAllocatedBytesForCurrentThread() - beforeHere;
            there += gpu.Nvml.AllocatedByItsThread - beforeThere;
        }

        Assert.Equal((0, 0), (here, there));
    }
}
