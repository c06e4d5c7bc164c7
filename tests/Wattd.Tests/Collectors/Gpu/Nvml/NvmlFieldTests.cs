using Wattd.Tests.Support;
using static Wattd.Tests.Support.NvmlFunction;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

/// <summary>The fields of nvmlDeviceGetFieldValues, and the limits that are read at each discovery only.</summary>
public sealed class NvmlFieldTests
{
    [Fact]
    public void ADriverThatRefusesACallWithAnUnknownFieldIsAskedForTheOldOnes()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.HighestField] = 230;
        var reading = nvml.ReadOne();

        Assert.Equal(PlausibleReading.Of(0) with
        {
            MemoryTemperatureCelsius = null,
            PcieTransmittedBytes = null,
            PcieReceivedBytes = null,
            PcieReplays = null,
            ThrottledBySoftwarePowerCapSeconds = null,
            ThrottledBySyncBoostSeconds = null,
            ThrottledBySoftwareThermalSeconds = null,
            ThrottledByHardwareThermalSeconds = null,
            ThrottledByHardwarePowerBrakeSeconds = null,
        }, reading);
    }

    [Fact]
    public void ADriverThatRefusesAllButTheOldestFieldsStillGivesItsRetiredPagesAndItsPower()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.HighestField] = 141;
        var reading = nvml.ReadOne();

        Assert.Equal(PlausibleReading.WithoutFields(PlausibleReading.Of(0)) with
        {
            RetiredPagesSingleBit = 4,
            RetiredPagesDoubleBit = 1,
            RetiredPagesPending = 0,
        }, reading);
    }

    [Theory]
    [InlineData(251)]
    [InlineData(269)]
    public void ThrottleTimesAreReadUnderTheNumbersOfEitherHeaderAndPowerSmoothingIsNotMistakenForThem(int first)
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.ThrottleFields] = first;

        Assert.Equal(PlausibleReading.Of(0), nvml.ReadOne());
    }

    [Fact]
    public void PcieBytesGoOnWhereTheDriversCounterWraps()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.PcieTransmitted] = uint.MaxValue - 1_000;
        Assert.Equal(uint.MaxValue - 1_000, nvml.ReadOne().PcieTransmittedBytes);

        nvml.Stub[0, NvmlValue.PcieTransmitted] = 500;
        Assert.Equal(uint.MaxValue + 501L, nvml.ReadOne().PcieTransmittedBytes);

        // Another discovery keeps the total.
        nvml.LetPass(60);
        Assert.Equal(uint.MaxValue + 501L, nvml.ReadOne().PcieTransmittedBytes);
    }

    [Fact]
    public void ADriverThatIsLoadedAgainDoesNotLookLikeAWrappedCounter()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.PcieTransmitted] = 3_000_000_000;
        nvml.ReadOne();
        nvml.Stub.Code = 9;
        nvml.Fail();
        nvml.Stub.Code = 0;

        nvml.Stub[0, NvmlValue.PcieTransmitted] = 1_000;
        Assert.Equal(3_000_000_000, nvml.ReadOne().PcieTransmittedBytes);
        nvml.Stub[0, NvmlValue.PcieTransmitted] = 1_700;
        Assert.Equal(3_000_000_700, nvml.ReadOne().PcieTransmittedBytes);
    }

    [Fact]
    public void AGpuThatWasLostDoesNotLookLikeAWrappedCounter()
    {
        using var nvml = new NvmlFixture(gpus: 2);
        nvml.Stub[1, NvmlValue.PcieReceived] = 3_000_000_000;
        nvml.Read();
        nvml.Stub.ReturnForGpu(1, 15);
        nvml.Read();
        Assert.False(nvml.Readings.Span[1].Up);

        nvml.Stub.ReturnForGpu(1, 0);
        nvml.Stub[1, NvmlValue.PcieReceived] = 1_000;
        nvml.LetPass(5);
        nvml.Read();
        Assert.Equal(3_000_000_000, nvml.Readings.Span[1].PcieReceivedBytes);
    }

    [Fact]
    public void LimitsAndRepairsAreReadAtEachDiscoveryAndNotAtEachTick()
    {
        using var nvml = new NvmlFixture();
        NvmlFunction[] limits =
        [
            nvmlDeviceGetPowerManagementDefaultLimit, nvmlDeviceGetPowerManagementLimitConstraints, nvmlDeviceGetTemperatureThreshold,
            nvmlDeviceGetMaxClockInfo,
        ];
        nvml.Read();
        var before = limits.Sum(nvml.Stub.Calls);
        nvml.Stub[0, NvmlValue.PowerLimitMax] = 400_000;
        nvml.Stub[0, NvmlValue.RemappedUncorrectable] = 9;
        nvml.LetPass(1);
        Assert.Equal(PlausibleReading.Of(0), nvml.ReadOne());
        Assert.Equal(before, limits.Sum(nvml.Stub.Calls));

        nvml.LetPass(30);
        Assert.Equal(
            PlausibleReading.Of(0) with { PowerLimitMaxWatts = 400, RemappedRowsUncorrectable = 9 }, nvml.ReadOne());
    }

    [Fact]
    public void CapacityIsReadOnceForEachCodecThatTheGpuEncodes()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.CapacityAv1] = -1;
        nvml.Read();
        var before = nvml.Stub.Calls(nvmlDeviceGetEncoderCapacity);
        nvml.Stub[0, NvmlValue.CapacityH264] = 41;
        nvml.Stub[0, NvmlValue.CapacityHevc] = 0;

        var reading = nvml.ReadOne();

        Assert.Equal((41, 0, null), (reading.EncoderCapacityH264Percent, reading.EncoderCapacityHevcPercent, reading.EncoderCapacityAv1Percent));
        Assert.Equal(2, nvml.Stub.Calls(nvmlDeviceGetEncoderCapacity) - before);
    }
}
