using Wattd.Collectors.Gpu;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

public sealed class NvmlValueTests
{
    public static TheoryData<NvmlValue> Values => [.. Enum.GetValues<NvmlValue>()];

    [Theory]
    [MemberData(nameof(Values))]
    public void AnUnsupportedValueIsAbsentAndLeavesTheOthers(NvmlValue value)
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, value] = -1;

        Assert.Equal(Without(value, PlausibleReading.Of(0)), nvml.ReadOne());
    }

    [Theory]
    [InlineData(100, 100.0)]
    [InlineData(102, 100.0)]
    [InlineData(200_000, null)]
    [InlineData(uint.MaxValue, null)]
    public void ALoadIsAtMostAHundredAndFarAboveIsAbsent(long load, double? expected)
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.Utilization] = load;
        nvml.Stub[0, NvmlValue.MemoryUtilization] = load;
        nvml.Stub[0, NvmlValue.EncoderUtilization] = load;
        nvml.Stub[0, NvmlValue.DecoderUtilization] = load;

        var reading = nvml.ReadOne();

        Assert.Equal(expected, reading.UtilizationPercent);
        Assert.Equal(expected, reading.MemoryUtilizationPercent);
        Assert.Equal(expected, reading.EncoderUtilizationPercent);
        Assert.Equal(expected, reading.DecoderUtilizationPercent);
    }

    [Fact]
    public void WhatTheDriverLeavesBlankIsAbsent()
    {
        using var nvml = new NvmlFixture();
        foreach (var value in Enum.GetValues<NvmlValue>())
            nvml.Stub[0, value] = value is NvmlValue.Energy or NvmlValue.Throttle or NvmlValue.EccCorrected
                or NvmlValue.EccUncorrected or NvmlValue.MemoryTotal or NvmlValue.MemoryUsed or NvmlValue.MemoryReserved
                or NvmlValue.ThrottlePowerCap or NvmlValue.ThrottleSyncBoost
                ? long.MaxValue
                : uint.MaxValue;
        nvml.Stub[0, NvmlValue.Temperature] = -1;

        Assert.Equal(new GpuReading { Up = true }, nvml.ReadOne());
    }

    [Fact]
    public void AnImplausibleValueIsAbsent()
    {
        using var nvml = new NvmlFixture();
        const long Absurd = 0xffff_fffe;
        foreach (var value in Enum.GetValues<NvmlValue>())
        {
            nvml.Stub[0, value] = value is NvmlValue.Energy or NvmlValue.EccCorrected or NvmlValue.EccUncorrected
                or NvmlValue.MemoryTotal or NvmlValue.MemoryUsed or NvmlValue.MemoryReserved
                or NvmlValue.ThrottlePowerCap or NvmlValue.ThrottleSyncBoost
                ? long.MaxValue - 1
                : Absurd;
        }
        // A counter that wraps can have any value.
        nvml.Stub[0, NvmlValue.PcieTransmitted] = nvml.Stub[0, NvmlValue.PcieReceived] = -1;
        nvml.Stub[0, NvmlValue.Temperature] = 4_000_000_000;
        nvml.Stub[0, NvmlValue.Throttle] = -1;

        Assert.Equal(new GpuReading { Up = true }, nvml.ReadOne());
    }

    public static TheoryData<int, long> AbsurdFields => new()
    {
        { 0, BitConverter.DoubleToInt64Bits(1e300) },
        { 0, BitConverter.DoubleToInt64Bits(-5_000) },
        { 0, BitConverter.DoubleToInt64Bits(double.PositiveInfinity) },
        { 0, BitConverter.DoubleToInt64Bits(double.NaN) },
        { 1, 0xffff_fffe },
        { 3, -2 },
        { 4, -5_000 },
        { 5, -5_000 },
        { 9, 100 },
    };

    [Theory]
    [MemberData(nameof(AbsurdFields))]
    public void AnImplausibleFieldIsAbsent(int type, long bits)
    {
        using var nvml = new NvmlFixture();
        nvml.Stub.AnswerFields(type, bits);

        var reading = nvml.ReadOne();

        Assert.Equal((109, null), (reading.PowerDrawWatts, reading.PowerAverageWatts));
        Assert.Equal((true, null), (reading.Up, reading.RecoveryAction));
        Assert.InRange(reading.EnergyJoules ?? 0, 0, 1e12);
    }

    [Theory]
    [InlineData(4, 4.0)]
    [InlineData(5, 5.0)]
    [InlineData(255, 255.0)]
    [InlineData(256, null)]
    [InlineData(100_000, null)]
    public void ARecoveryActionOfANewerDriverIsShownAndNoOtherNumber(long action, double? expected)
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.RecoveryAction] = action;

        Assert.Equal(expected, nvml.ReadOne().RecoveryAction);
    }

    [Fact]
    public void AnImplausibleEnergyIsAbsent()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.Energy] = 9_223_372_036_854_775_794;

        Assert.Null(nvml.ReadOne().EnergyJoules);
    }

    [Theory]
    [InlineData(15, 15.0)]
    [InlineData(32, null)]
    public void TheUnknownPerformanceStateIsAbsent(long state, double? expected)
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.PerformanceState] = state;

        Assert.Equal(expected, nvml.ReadOne().PerformanceState);
    }

    [Fact]
    public void AFanMayBeFasterThanItsMaximum()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.FanSpeed] = 104;

        Assert.Equal(104, nvml.ReadOne().FanSpeedPercent);
    }

    [Fact]
    public void PowerIsInstantElseUsageElseAverage()
    {
        using var nvml = new NvmlFixture();
        Assert.Equal(110.5, nvml.ReadOne().PowerDrawWatts);

        nvml.Stub[0, NvmlValue.PowerInstant] = -1;
        Assert.Equal(109, nvml.ReadOne().PowerDrawWatts);

        nvml.Stub[0, NvmlValue.PowerUsage] = -1;
        Assert.Equal(108.25, nvml.ReadOne().PowerDrawWatts);

        nvml.Stub[0, NvmlValue.PowerAverage] = -1;
        Assert.Null(nvml.ReadOne().PowerDrawWatts);
    }

    [Fact]
    public void AnIdleGpuMayReportZeroPower()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.Utilization] = 0;
        nvml.Stub[0, NvmlValue.EncoderSessions] = 0;

        var reading = nvml.ReadOne();

        Assert.Equal((0, 0), (reading.UtilizationPercent, reading.EncoderSessions));
    }

    [Fact]
    public void ABoardWithoutAnEncoderHasNoEncoderSeriesButADecoder()
    {
        using var nvml = new NvmlFixture();
        foreach (var codec in new[] { NvmlValue.CapacityH264, NvmlValue.CapacityHevc, NvmlValue.CapacityAv1 })
            nvml.Stub[0, codec] = -1;
        nvml.Stub[0, NvmlValue.EncoderUtilization] = 0;

        var gpu = Assert.Single(nvml.Read().Gpus);
        var reading = nvml.ReadOne();

        Assert.Equal((false, false, false), (gpu.EncodesH264, gpu.EncodesHevc, gpu.EncodesAv1));
        Assert.Null(reading.EncoderUtilizationPercent);
        Assert.Null(reading.EncoderSessions);
        Assert.Null(reading.EncoderAverageFps);
        Assert.Null(reading.EncoderAverageLatencySeconds);
        Assert.Equal((null, null, null), (reading.EncoderCapacityH264Percent, reading.EncoderCapacityHevcPercent, reading.EncoderCapacityAv1Percent));
        Assert.Equal(30, reading.DecoderUtilizationPercent);
    }

    [Fact]
    public void AnEncoderThatLacksACodecIsStillAnEncoder()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub[0, NvmlValue.CapacityAv1] = -1;

        var gpu = Assert.Single(nvml.Read().Gpus);

        Assert.Equal((true, true, false), (gpu.EncodesH264, gpu.EncodesHevc, gpu.EncodesAv1));
        Assert.Equal(60, nvml.ReadOne().EncoderUtilizationPercent);
    }

    [Fact]
    public void UnderMigTheLoadsAreAbsentAndTheOthersAreRead()
    {
        using var nvml = new NvmlFixture();
        nvml.Stub.Return(NvmlFunction.nvmlDeviceGetUtilizationRates, 3);
        nvml.Stub.Return(NvmlFunction.nvmlDeviceGetEncoderUtilization, 3);
        nvml.Stub.Return(NvmlFunction.nvmlDeviceGetDecoderUtilization, 3);

        Assert.Equal(
            PlausibleReading.Of(0) with
            {
                UtilizationPercent = null,
                MemoryUtilizationPercent = null,
                EncoderUtilizationPercent = null,
                DecoderUtilizationPercent = null,
            },
            nvml.ReadOne());
    }

    static GpuReading Without(NvmlValue value, GpuReading reading) => value switch
    {
        NvmlValue.PowerInstant => reading with { PowerDrawWatts = 109 },
        NvmlValue.PowerAverage => reading with { PowerAverageWatts = null },
        NvmlValue.PowerUsage or NvmlValue.PowerManagementLimit => reading,
        NvmlValue.EnforcedPowerLimit => reading with { PowerLimitWatts = 360 },
        NvmlValue.Energy => reading with { EnergyJoules = null },
        NvmlValue.Temperature => reading with { TemperatureCelsius = null },
        NvmlValue.Utilization or NvmlValue.MemoryUtilization =>
            reading with { UtilizationPercent = null, MemoryUtilizationPercent = null },
        NvmlValue.EncoderUtilization => reading with { EncoderUtilizationPercent = null },
        NvmlValue.DecoderUtilization => reading with { DecoderUtilizationPercent = null },
        NvmlValue.MemoryTotal or NvmlValue.MemoryUsed =>
            reading with { MemoryTotalBytes = null, MemoryUsedBytes = null, MemoryReservedBytes = null },
        NvmlValue.MemoryReserved => reading with { MemoryReservedBytes = null },
        NvmlValue.GraphicsClock => reading with { GraphicsClockMhz = null },
        NvmlValue.SmClock => reading with { SmClockMhz = null },
        NvmlValue.MemoryClock => reading with { MemoryClockMhz = null },
        NvmlValue.VideoClock => reading with { VideoClockMhz = null },
        NvmlValue.FanSpeed => reading with { FanSpeedPercent = null },
        NvmlValue.PerformanceState => reading with { PerformanceState = null },
        NvmlValue.PcieLinkGeneration => reading with { PcieLinkGeneration = null },
        NvmlValue.PcieLinkWidth => reading with { PcieLinkWidth = null },
        NvmlValue.EncoderSessions or NvmlValue.EncoderFps or NvmlValue.EncoderLatency =>
            reading with { EncoderSessions = null, EncoderAverageFps = null, EncoderAverageLatencySeconds = null, EncoderSessionList = null },
        NvmlValue.RecoveryAction => reading with { RecoveryAction = null },
        NvmlValue.Throttle => reading with { Throttle = null },
        NvmlValue.EccCorrected => reading with { EccCorrectedErrors = null },
        NvmlValue.EccUncorrected => reading with { EccUncorrectedErrors = null },
        NvmlValue.Persistence => reading,
        NvmlValue.CapacityH264 => reading with { EncoderCapacityH264Percent = null },
        NvmlValue.CapacityHevc => reading with { EncoderCapacityHevcPercent = null },
        NvmlValue.CapacityAv1 => reading with { EncoderCapacityAv1Percent = null },
        NvmlValue.JpegUtilization => reading with { JpegUtilizationPercent = null },
        NvmlValue.OfaUtilization => reading with { OfaUtilizationPercent = null },
        NvmlValue.MemoryTemperature => reading with { MemoryTemperatureCelsius = null },
        NvmlValue.PowerLimitDefault => reading with { PowerLimitDefaultWatts = null },
        NvmlValue.PowerLimitMin or NvmlValue.PowerLimitMax => reading with { PowerLimitMinWatts = null, PowerLimitMaxWatts = null },
        NvmlValue.ShutdownTemperature => reading with { ShutdownTemperatureCelsius = null },
        NvmlValue.SlowdownTemperature => reading with { SlowdownTemperatureCelsius = null },
        NvmlValue.MaxGraphicsClock => reading with { MaxGraphicsClockMhz = null },
        NvmlValue.MaxSmClock => reading with { MaxSmClockMhz = null },
        NvmlValue.MaxMemoryClock => reading with { MaxMemoryClockMhz = null },
        NvmlValue.MaxVideoClock => reading with { MaxVideoClockMhz = null },
        NvmlValue.PcieReplays => reading with { PcieReplays = null },
        NvmlValue.PcieTransmitted => reading with { PcieTransmittedBytes = null },
        NvmlValue.PcieReceived => reading with { PcieReceivedBytes = null },
        NvmlValue.ThrottlePowerCap => reading with { ThrottledBySoftwarePowerCapSeconds = null },
        NvmlValue.ThrottleSyncBoost => reading with { ThrottledBySyncBoostSeconds = null },
        NvmlValue.ThrottleSoftwareThermal => reading with { ThrottledBySoftwareThermalSeconds = null },
        NvmlValue.ThrottleHardwareThermal => reading with { ThrottledByHardwareThermalSeconds = null },
        NvmlValue.ThrottlePowerBrake => reading with { ThrottledByHardwarePowerBrakeSeconds = null },
        NvmlValue.ThrottleFields => reading with
        {
            ThrottledBySoftwareThermalSeconds = null,
            ThrottledByHardwareThermalSeconds = null,
            ThrottledByHardwarePowerBrakeSeconds = null,
        },
        NvmlValue.RetiredSingleBit => reading with { RetiredPagesSingleBit = null },
        NvmlValue.RetiredDoubleBit => reading with { RetiredPagesDoubleBit = null },
        NvmlValue.RetiredPending => reading with { RetiredPagesPending = null },
        NvmlValue.RemappedCorrectable => reading with { RemappedRowsCorrectable = null },
        NvmlValue.RemappedUncorrectable => reading with { RemappedRowsUncorrectable = null },
        NvmlValue.RemappedPending => reading with { RemappedRowsPending = null },
        NvmlValue.RemappedFailure => reading with { RemappedRowsFailure = null },
        NvmlValue.HighestField or NvmlValue.SampleFault
            or NvmlValue.PowerSamples or NvmlValue.PowerSampleTime or NvmlValue.PowerSamplePeak
            or NvmlValue.EncoderSamples or NvmlValue.EncoderSampleTime or NvmlValue.EncoderSamplePeak => reading,
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, null),
    };
}
