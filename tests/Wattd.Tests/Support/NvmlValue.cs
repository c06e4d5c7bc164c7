namespace Wattd.Tests.Support;

/// <summary>The values of a GPU in the stub of <c>libnvidia-ml.so.1</c>, in the units of NVML (mW, mJ, µs, bytes, MHz).</summary>
public enum NvmlValue
{
    PowerInstant,
    PowerAverage,
    PowerUsage,
    EnforcedPowerLimit,
    PowerManagementLimit,
    Energy,
    Temperature,
    Utilization,
    MemoryUtilization,
    EncoderUtilization,
    DecoderUtilization,
    MemoryTotal,
    MemoryReserved,

    /// <summary>Without reserved memory.</summary>
    MemoryUsed,

    // In the order of nvmlClockType_t.
    GraphicsClock,
    SmClock,
    MemoryClock,
    VideoClock,

    FanSpeed,
    PerformanceState,
    PcieLinkGeneration,
    PcieLinkWidth,
    EncoderSessions,
    EncoderFps,
    EncoderLatency,
    RecoveryAction,
    Throttle,
    EccCorrected,
    EccUncorrected,
    Persistence,

    // In the order of nvmlEncoderType_t.
    CapacityH264,
    CapacityHevc,
    CapacityAv1,

    JpegUtilization,
    OfaUtilization,
    MemoryTemperature,
    PowerLimitDefault,
    PowerLimitMin,
    PowerLimitMax,

    // In the order of nvmlTemperatureThresholds_t.
    ShutdownTemperature,
    SlowdownTemperature,

    // In the order of nvmlClockType_t.
    MaxGraphicsClock,
    MaxSmClock,
    MaxMemoryClock,
    MaxVideoClock,

    PcieReplays,
    PcieTransmitted,
    PcieReceived,

    // In ns; the last three in the order of their fields.
    ThrottlePowerCap,
    ThrottleSyncBoost,
    ThrottleSoftwareThermal,
    ThrottleHardwareThermal,
    ThrottlePowerBrake,

    /// <summary>The first of the three fields of the thermal reasons and the power brake: 251 or 269. The others are power smoothing.</summary>
    ThrottleFields,

    // In the order of their fields.
    RetiredSingleBit,
    RetiredDoubleBit,
    RetiredPending,
    RemappedCorrectable,
    RemappedUncorrectable,
    RemappedPending,
    RemappedFailure,

    /// <summary>A call with a field above this is refused as a whole; negative = none is.</summary>
    HighestField,

    // The driver's own samples, 20 ms apart: how many it keeps, the time of the newest in µs, and the value of the one in the middle.
    PowerSamples,
    PowerSampleTime,
    PowerSamplePeak,
    EncoderSamples,
    EncoderSampleTime,
    EncoderSamplePeak,

    /// <summary>1: it returns all samples again at each call. 2: it counts more samples than it writes.</summary>
    SampleFault,
}
