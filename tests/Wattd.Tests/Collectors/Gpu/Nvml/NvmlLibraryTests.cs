using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Nvml;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.NvmlFunction;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

public sealed class NvmlLibraryTests
{
    public static TheoryData<NvmlFunction> Optional =>
    [
        .. Enum.GetValues<NvmlFunction>().Except([nvmlInit_v2, nvmlDeviceGetCount_v2, nvmlDeviceGetHandleByIndex_v2]),
    ];

    [Theory]
    [MemberData(nameof(Optional))]
    public void AMissingFunctionLeavesTheOtherValues(NvmlFunction function)
    {
        using var nvml = new NvmlFixture(gpus: 1, without: function);

        var inventory = nvml.Read();

        Assert.Equal(1, inventory.Count);
        Assert.Equal(Without(function, PlausibleReading.Of(0)), Assert.Single(nvml.Readings.Span.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Optional))]
    public void AFunctionOfAnotherVersionCountsAsMissing(NvmlFunction function)
    {
        using var nvml = new NvmlFixture();
        foreach (var code in new[] { 13, 25, 26 })
        {
            nvml.Stub.Return(function, code);
            var expected = Without(function, PlausibleReading.Of(0));
            // Its older name is used only if the newer is not exported.
            if (function == nvmlDeviceGetCurrentClocksEventReasons)
                expected = expected with { Throttle = null };
            Assert.Equal(expected, nvml.ReadOne());
        }
    }

    [Fact]
    public void AnUnnamedGpuKeepsItsReadings()
    {
        using var nvml = new NvmlFixture(gpus: 2, without: [nvmlDeviceGetPciInfo_v3]);
        nvml.Stub.PlantProcfs(2);

        var inventory = nvml.Read();

        Assert.Equal([NvmlStub.BusId(0), NvmlStub.BusId(1)], inventory.Gpus.Select(gpu => gpu.BusId));
        Assert.Equal(2, nvml.Readings.Count);
    }

    [Theory]
    [InlineData(nvmlDeviceGetCount_v2)]
    [InlineData(nvmlDeviceGetHandleByIndex_v2)]
    public void WithoutARequiredFunctionThereIsOneClearLine(NvmlFunction function)
    {
        using var nvml = new NvmlFixture(gpus: 1, without: function);

        if (function == nvmlDeviceGetCount_v2)
            Assert.Contains("the library has no such function", nvml.Fail().Message, StringComparison.Ordinal);
        else
            Assert.Equal((1, 0), (nvml.Read().Count, nvml.Readings.Count));
        Assert.True(nvml.Stub.Inits > 0);
    }

    [Fact]
    public void ALibraryWithoutNvmlInitIsNamed()
    {
        using var nvml = new NvmlFixture(gpus: 1, without: nvmlInit_v2);

        var failure = nvml.Fail();

        Assert.Equal(GpuFailure.LibraryMissing, failure.Reason);
        Assert.Contains($"'{nvml.Stub.Library}' (it has no nvmlInit_v2)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingLibraryIsNamedWithTheFixAndFoundWhenItExists()
    {
        using var nvml = new NvmlFixture();
        File.Delete(nvml.Stub.Library);

        var failure = nvml.Fail();

        Assert.Equal(GpuFailure.LibraryMissing, failure.Reason);
        Assert.Contains(nvml.Stub.Library, failure.Message, StringComparison.Ordinal);
        Assert.Contains("No such file or directory", failure.Message, StringComparison.Ordinal);
        Assert.Contains("gpu.nvml-library", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);

        nvml.Stub.Replace();
        Assert.Equal(PlausibleReading.Of(0), nvml.ReadOne());
    }

    [Theory]
    [InlineData(false, "install the NVIDIA driver's user-space libraries")]
    [InlineData(true, "--gpus all")]
    public void TheFixForAMissingLibraryIsThatOfTheMachineOrOfTheContainer(bool inContainer, string fix)
    {
        var failure = Assert.Throws<SourceException>(() => new NvmlLibrary("/nonexistent/libnvidia-ml.so.1", inContainer));
        Assert.Contains(fix, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsNotALibraryIsNamed()
    {
        using var nvml = new NvmlFixture();
        File.WriteAllText(nvml.Stub.Library, new string('x', 4096));

        var failure = nvml.Fail();

        Assert.Equal(GpuFailure.LibraryMissing, failure.Reason);
        Assert.Contains($"{nvml.Stub.Library}: invalid ELF header", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The reading if a function does not work.</summary>
    internal static GpuReading Without(NvmlFunction function, GpuReading reading) => function switch
    {
        nvmlDeviceGetFieldValues => PlausibleReading.WithoutFields(reading),
        nvmlDeviceGetJpgUtilization => reading with { JpegUtilizationPercent = null },
        nvmlDeviceGetOfaUtilization => reading with { OfaUtilizationPercent = null },
        nvmlDeviceGetEncoderCapacity => reading with
        {
            EncoderCapacityH264Percent = null,
            EncoderCapacityHevcPercent = null,
            EncoderCapacityAv1Percent = null,
        },
        nvmlDeviceGetPowerManagementDefaultLimit => reading with { PowerLimitDefaultWatts = null },
        nvmlDeviceGetPowerManagementLimitConstraints => reading with { PowerLimitMinWatts = null, PowerLimitMaxWatts = null },
        nvmlDeviceGetTemperatureThreshold => reading with { SlowdownTemperatureCelsius = null, ShutdownTemperatureCelsius = null },
        nvmlDeviceGetMaxClockInfo => reading with
        {
            MaxGraphicsClockMhz = null,
            MaxSmClockMhz = null,
            MaxMemoryClockMhz = null,
            MaxVideoClockMhz = null,
        },
        nvmlDeviceGetEnforcedPowerLimit => reading with { PowerLimitWatts = 360 },
        nvmlDeviceGetUtilizationRates => reading with { UtilizationPercent = null, MemoryUtilizationPercent = null },
        nvmlDeviceGetEncoderUtilization => reading with { EncoderUtilizationPercent = null },
        nvmlDeviceGetDecoderUtilization => reading with { DecoderUtilizationPercent = null },
        nvmlDeviceGetEncoderStats =>
            reading with { EncoderSessions = null, EncoderAverageFps = null, EncoderAverageLatencySeconds = null, EncoderSessionList = null },
        nvmlDeviceGetEncoderSessions => reading with { EncoderSessionList = null },
        // The older struct counts reserved memory as used.
        nvmlDeviceGetMemoryInfo_v2 => reading with { MemoryReservedBytes = null, MemoryUsedBytes = 1_937_768_448 },
        nvmlDeviceGetClockInfo => reading with
        {
            GraphicsClockMhz = null,
            SmClockMhz = null,
            MemoryClockMhz = null,
            VideoClockMhz = null,
        },
        nvmlDeviceGetFanSpeed => reading with { FanSpeedPercent = null },
        nvmlDeviceGetPerformanceState => reading with { PerformanceState = null },
        nvmlDeviceGetCurrPcieLinkGeneration => reading with { PcieLinkGeneration = null },
        nvmlDeviceGetCurrPcieLinkWidth => reading with { PcieLinkWidth = null },
        nvmlDeviceGetTotalEccErrors => reading with { EccCorrectedErrors = null, EccUncorrectedErrors = null },
        _ => reading,
    };
}
