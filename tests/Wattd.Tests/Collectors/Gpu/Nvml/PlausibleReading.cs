using Wattd.Collectors.Gpu;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

/// <summary>The values of a GPU of the stub library, in the units of a reading.</summary>
static class PlausibleReading
{
    public static GpuReading Of(int gpu) => new()
    {
        Up = true,
        PowerDrawWatts = 110.5 + gpu,
        PowerAverageWatts = 108.25 + gpu,
        PowerLimitWatts = 350 - 5 * gpu,
        EnergyJoules = 7_654_321 + 1_000 * gpu,
        TemperatureCelsius = 47 + gpu,
        UtilizationPercent = 10 + gpu,
        MemoryUtilizationPercent = 3 + gpu,
        EncoderUtilizationPercent = 60 + gpu,
        DecoderUtilizationPercent = 30 + gpu,
        MemoryUsedBytes = 1_342_177_280 + 1_048_576L * gpu,
        MemoryReservedBytes = 595_591_168,
        MemoryTotalBytes = 48_305_799_168,
        GraphicsClockMhz = 2_520 - 15 * gpu,
        SmClockMhz = 2_505 - 15 * gpu,
        MemoryClockMhz = 9_001 - gpu,
        VideoClockMhz = 1_965 - 15 * gpu,
        FanSpeedPercent = 35 + gpu,
        PerformanceState = 0,
        PcieLinkGeneration = 4,
        PcieLinkWidth = 16,
        EncoderSessions = 2 + gpu,
        EncoderAverageFps = 240 + gpu,
        EncoderAverageLatencySeconds = (63_000 + 1_000 * gpu) / 1e6,
        EncoderSessionList = [],
        RecoveryAction = 0,
        Throttle = ThrottleReasons.SoftwarePowerCap,
        EccCorrectedErrors = 1 + gpu,
        EccUncorrectedErrors = 0,
        JpegUtilizationPercent = 5 + gpu,
        OfaUtilizationPercent = 7 + gpu,
        EncoderCapacityH264Percent = 100,
        EncoderCapacityHevcPercent = 100,
        EncoderCapacityAv1Percent = 100,
        MemoryTemperatureCelsius = 57 + gpu,
        SlowdownTemperatureCelsius = 92,
        ShutdownTemperatureCelsius = 95,
        PowerLimitDefaultWatts = 350 - 5 * gpu,
        PowerLimitMinWatts = 100,
        PowerLimitMaxWatts = 355 - 5 * gpu,
        MaxGraphicsClockMhz = 2_625 - 15 * gpu,
        MaxSmClockMhz = 2_610 - 15 * gpu,
        MaxMemoryClockMhz = 9_101 - gpu,
        MaxVideoClockMhz = 2_025 - 15 * gpu,
        ThrottledBySoftwarePowerCapSeconds = (4_251_825_415_000 + 1_000_000_000L * gpu) / 1e9,
        ThrottledBySyncBoostSeconds = gpu,
        ThrottledBySoftwareThermalSeconds = 12.5 + gpu,
        ThrottledByHardwareThermalSeconds = 0.25 + gpu,
        ThrottledByHardwarePowerBrakeSeconds = 0.75 + gpu,
        PcieTransmittedBytes = 123_456_789 + 1_000_000 * gpu,
        PcieReceivedBytes = 9_876_543_210 + 1_000_000L * gpu,
        PcieReplays = 2 + gpu,
        RetiredPagesSingleBit = 4 + gpu,
        RetiredPagesDoubleBit = 1 + gpu,
        RetiredPagesPending = 0,
        RemappedRowsCorrectable = 3 + gpu,
        RemappedRowsUncorrectable = 2 + gpu,
        RemappedRowsPending = 1,
        RemappedRowsFailure = 0,
    };

    /// <summary>The reading if nvmlDeviceGetFieldValues does not work.</summary>
    public static GpuReading WithoutFields(GpuReading reading) => WithOldFieldsOnly(reading) with
    {
        PowerDrawWatts = reading.PowerDrawWatts - 1.5,
        PowerAverageWatts = null,
        RecoveryAction = null,
        RetiredPagesSingleBit = null,
        RetiredPagesDoubleBit = null,
        RetiredPagesPending = null,
    };

    /// <summary>The reading if the driver knows power, energy, recovery action and retired pages, and no other field.</summary>
    public static GpuReading WithOldFieldsOnly(GpuReading reading) => reading with
    {
        MemoryTemperatureCelsius = null,
        ThrottledBySoftwarePowerCapSeconds = null,
        ThrottledBySyncBoostSeconds = null,
        ThrottledBySoftwareThermalSeconds = null,
        ThrottledByHardwareThermalSeconds = null,
        ThrottledByHardwarePowerBrakeSeconds = null,
        PcieTransmittedBytes = null,
        PcieReceivedBytes = null,
        PcieReplays = null,
        RemappedRowsCorrectable = null,
        RemappedRowsUncorrectable = null,
        RemappedRowsPending = null,
        RemappedRowsFailure = null,
    };
}
