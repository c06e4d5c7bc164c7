using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;

namespace Wattd.Tests.Collectors.Gpu.NvidiaSmi;

public sealed class DocumentLayoutTests
{
    const double MiB = 1048576;

    [Fact]
    public void ADocumentOf384GivesEveryField()
    {
        using var rig = new NvidiaSmiRig();

        var inventory = rig.Read("driver-384");

        Assert.Equal(new GpuIdentity
        {
            Index = 0,
            BusId = "00000000:0A:00.0",
            Name = "Test Pascal",
            Uuid = "GPU-00000384-0000-0000-0000-000000000000",
            VbiosVersion = "86.00.00.00.01",
            PersistenceMode = "Disabled",
        }, Assert.Single(inventory.Gpus));
        Assert.Equal(("nvidia-smi", "384.10", 1), (inventory.Source, inventory.DriverVersion, inventory.Count));
        Assert.Equal(new GpuReading
        {
            Up = true,
            PowerDrawWatts = 119.47,
            PowerLimitWatts = 180,
            TemperatureCelsius = 60,
            UtilizationPercent = 100,
            MemoryUtilizationPercent = 99,
            EncoderUtilizationPercent = 7,
            DecoderUtilizationPercent = 3,
            MemoryUsedBytes = 2000 * MiB,
            MemoryTotalBytes = 8000 * MiB,
            GraphicsClockMhz = 1923,
            SmClockMhz = 1922,
            MemoryClockMhz = 3802,
            VideoClockMhz = 1721,
            FanSpeedPercent = 41,
            PerformanceState = 2,
            PcieLinkGeneration = 2,
            PcieLinkWidth = 8,
            EncoderSessions = 2,
            EncoderAverageFps = 60,
            EncoderAverageLatencySeconds = 0.0125,
            Throttle = ThrottleReasons.SoftwarePowerCap | ThrottleReasons.SyncBoost,
            EccCorrectedErrors = 4,
            EccUncorrectedErrors = 1,
            PcieReplays = 7,
            SlowdownTemperatureCelsius = 96,
            ShutdownTemperatureCelsius = 99,
            PowerLimitDefaultWatts = 182,
            PowerLimitMinWatts = 90,
            PowerLimitMaxWatts = 200,
            MaxGraphicsClockMhz = 2000,
            MaxSmClockMhz = 2000,
            MaxMemoryClockMhz = 4000,
            RetiredPagesSingleBit = 2,
            RetiredPagesDoubleBit = 1,
            RetiredPagesPending = 1,
        }, rig.Readings.Span[0]);
    }

    [Fact]
    public void ADocumentOf570GivesEveryField()
    {
        using var rig = new NvidiaSmiRig();

        rig.Read("driver-570");

        Assert.Equal(Ada, rig.Readings.Span[0]);
    }

    [Fact]
    public void ADocumentOf595GivesLimitsRepairsAndThrottleTimesToo()
    {
        using var rig = new NvidiaSmiRig();

        rig.Read("driver-595");

        Assert.Equal(Ada with
        {
            MemoryTemperatureCelsius = 51,
            PowerLimitDefaultWatts = 142,
            PowerLimitMinWatts = 60,
            PowerLimitMaxWatts = 150,
            PcieReplays = 6,
            ThrottledBySoftwarePowerCapSeconds = 4251.825415,
            ThrottledBySyncBoostSeconds = 1.000001,
            ThrottledBySoftwareThermalSeconds = 2.000002,
            ThrottledByHardwareThermalSeconds = 3.000003,
            ThrottledByHardwarePowerBrakeSeconds = 4.000004,
            RemappedRowsCorrectable = 5,
            RemappedRowsUncorrectable = 8,
            RemappedRowsPending = 1,
            RemappedRowsFailure = 0,
        }, rig.Readings.Span[0]);
    }

    [Theory]
    [InlineData("driver-525", 142.0, 60.0, 150.0)]
    [InlineData("driver-535", 142.0, null, null)]
    [InlineData("driver-595", 142.0, 60.0, 150.0)]
    [InlineData("driver-610", 142.0, null, null)]
    public void EachPowerLayoutGivesTheLimitsOfTheBoard(string document, double? usual, double? least, double? greatest)
    {
        using var rig = new NvidiaSmiRig();

        rig.Read(document);

        var gpu = rig.Readings.Span[0];
        Assert.Equal((usual, least, greatest), (gpu.PowerLimitDefaultWatts, gpu.PowerLimitMinWatts, gpu.PowerLimitMaxWatts));
    }

    [Theory]
    [InlineData("driver-525", null)]
    [InlineData("driver-535", null)]
    [InlineData("driver-570", 74.25)]
    [InlineData("driver-570-turing", null)]
    [InlineData("driver-595", 74.25)]
    [InlineData("driver-610", 74.25)]
    public void EachPowerLayoutGivesTheSamePower(string document, double? average)
    {
        using var rig = new NvidiaSmiRig();

        rig.Read(document);

        var gpu = rig.Readings.Span[0];
        Assert.Equal((75.5, 140, average), (gpu.PowerDrawWatts, gpu.PowerLimitWatts, gpu.PowerAverageWatts));
    }

    [Theory]
    [InlineData("driver-525")]
    [InlineData("driver-535")]
    [InlineData("driver-570-turing")]
    [InlineData("driver-610")]
    public void EachLayoutGivesTheSameReadings(string document)
    {
        using var rig = new NvidiaSmiRig();

        rig.Read(document);

        var gpu = rig.Readings.Span[0];
        Assert.Equal(Ada with
        {
            PowerAverageWatts = gpu.PowerAverageWatts,
            RecoveryAction = gpu.RecoveryAction,
            PowerLimitDefaultWatts = gpu.PowerLimitDefaultWatts,
            PowerLimitMinWatts = gpu.PowerLimitMinWatts,
            PowerLimitMaxWatts = gpu.PowerLimitMaxWatts,
        }, gpu);
    }

    [Fact]
    public void AverageIsThePowerWhereThereIsNoOther()
    {
        using var rig = new NvidiaSmiRig();

        rig.Read("driver-570-average-only");

        Assert.Equal((74.25, 74.25), (rig.Readings.Span[0].PowerDrawWatts, rig.Readings.Span[0].PowerAverageWatts));
    }

    [Fact]
    public void ARemarkBehindTheDriverVersionIsCutOff()
    {
        using var rig = new NvidiaSmiRig();

        Assert.Equal("610.10", rig.Read("driver-610").DriverVersion);
    }

    [Fact]
    public void WhereThereIsNoDriverVersionTheKernelDriversIsTaken()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints("<nvidia_smi_log><kmd_version>620.5</kmd_version></nvidia_smi_log>");

        Assert.Equal("620.5", rig.Read().DriverVersion);
    }

    [Fact]
    public void AMigSliceIsNotTheGpu()
    {
        using var rig = new NvidiaSmiRig();

        rig.Read("mig");

        var gpu = rig.Readings.Span[0];
        Assert.True(gpu.Up);
        Assert.Equal((20000 * MiB, 3000 * MiB, 400 * MiB), (gpu.MemoryTotalBytes, gpu.MemoryUsedBytes, gpu.MemoryReservedBytes));
        Assert.Equal((null, null), (gpu.UtilizationPercent, gpu.EncoderUtilizationPercent));
    }

    [Fact]
    public void AContainerThatIsATextHasNoValues()
    {
        using var rig = new NvidiaSmiRig();

        var inventory = rig.Read("plain-text-containers");

        Assert.Equal("", inventory.Gpus[0].PersistenceMode);
        Assert.Equal(new GpuReading
        {
            Up = true,
            PcieLinkGeneration = 4,
            PcieLinkWidth = 8,
            EncoderSessions = 3,
            EncoderAverageFps = 240,
            EncoderAverageLatencySeconds = 3.3,
            MaxGraphicsClockMhz = 3000,
            MaxSmClockMhz = 3000,
            MaxMemoryClockMhz = 8000,
        }, rig.Readings.Span[0]);
    }

    [Fact]
    public void AnInvalidOrImplausibleNumberIsAbsent()
    {
        using var rig = new NvidiaSmiRig();

        rig.Read("non-values");

        Assert.Equal(new GpuReading
        {
            Up = true,
            PcieLinkGeneration = 4,
            PcieLinkWidth = 8,
            // Its text is one that wattd does not know.
            RecoveryAction = 255,
            EncoderSessions = 3,
            EncoderAverageFps = 240,
            EncoderAverageLatencySeconds = 3.3,
            Throttle = ThrottleReasons.HardwareThermalSlowdown,
            EccCorrectedErrors = 11,
            EccUncorrectedErrors = 25,
        }, rig.Readings.Span[0]);
    }

    [Fact]
    public void TheIndexIsTheOrderOfTheDocumentAndNotTheMinorNumber()
    {
        using var rig = new NvidiaSmiRig();

        var inventory = rig.Read("out-of-order-minors");

        Assert.Equal(
            [(0, "00000000:04:00.0"), (1, "00000000:05:00.0"), (2, "00000000:06:00.0"), (3, "00000000:07:00.0")],
            inventory.Gpus.Select(gpu => (gpu.Index, gpu.BusId)));
    }

    [Theory]
    [InlineData("None", 0.0)]
    [InlineData("Reset", 1.0)]
    [InlineData("GPU Reset", 1.0)]
    [InlineData("Node Reboot", 2.0)]
    [InlineData("Drain P2P", 3.0)]
    [InlineData("Drain and Reset", 4.0)]
    [InlineData("GPU Reset Required", 1.0)]
    [InlineData("Recover IMEX Domain", 5.0)]
    [InlineData("Bus Reset", 255.0)]
    [InlineData("N/A", null)]
    [InlineData("Unknown Error", null)]
    [InlineData("", null)]
    public void EachRecoveryActionHasItsNumber(string action, double? number)
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints($"""
            <nvidia_smi_log><gpu id="00000000:01:00.0"><gpu_recovery_action>{action}</gpu_recovery_action></gpu></nvidia_smi_log>
            """);

        rig.Read();

        Assert.Equal(number, rig.Readings.Span[0].RecoveryAction);
    }

    [Fact]
    public void TheInventoryStaysTheSameObjectWhileNothingInItChanges()
    {
        using var rig = new NvidiaSmiRig();

        var first = rig.Read("driver-570");
        var second = rig.Read("driver-570-turing");
        var third = rig.Read("driver-595");

        Assert.Same(first, second);
        Assert.NotSame(second, third);
        Assert.Equal("595.10", third.DriverVersion);
    }

    static GpuReading Ada => new()
    {
        Up = true,
        PowerDrawWatts = 75.5,
        PowerAverageWatts = 74.25,
        PowerLimitWatts = 140,
        TemperatureCelsius = 45,
        UtilizationPercent = 12,
        MemoryUtilizationPercent = 5,
        EncoderUtilizationPercent = 63,
        DecoderUtilizationPercent = 21,
        MemoryUsedBytes = 3000 * MiB,
        MemoryReservedBytes = 400 * MiB,
        MemoryTotalBytes = 20000 * MiB,
        GraphicsClockMhz = 2100,
        SmClockMhz = 2101,
        MemoryClockMhz = 7000,
        VideoClockMhz = 1800,
        FanSpeedPercent = 30,
        PerformanceState = 0,
        PcieLinkGeneration = 4,
        PcieLinkWidth = 8,
        EncoderSessions = 3,
        EncoderAverageFps = 240,
        EncoderAverageLatencySeconds = 3.3,
        RecoveryAction = 0,
        Throttle = ThrottleReasons.HardwareThermalSlowdown,
        EccCorrectedErrors = 11,
        EccUncorrectedErrors = 25,
        JpegUtilizationPercent = 0,
        OfaUtilizationPercent = 0,
        MaxGraphicsClockMhz = 3000,
        MaxSmClockMhz = 3000,
        MaxMemoryClockMhz = 8000,
    };
}
