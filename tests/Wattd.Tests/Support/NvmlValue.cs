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
}
