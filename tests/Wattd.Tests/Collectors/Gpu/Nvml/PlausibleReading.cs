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
        RecoveryAction = 0,
        Throttle = ThrottleReasons.SoftwarePowerCap,
        EccCorrectedErrors = 1 + gpu,
        EccUncorrectedErrors = 0,
    };
}
