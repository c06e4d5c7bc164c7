namespace Wattd.Tests.Support;

/// <summary>What a GPU of the planted <c>libnvidia-ml.so.1</c> can be told to say, in NVML's units (mW, mJ, µs, bytes, MHz).</summary>
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

    /// <summary>Without what is reserved.</summary>
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
