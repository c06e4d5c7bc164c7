namespace Wattd.Collectors.Gpu;

/// <summary>Why a GPU is throttled: the bits of <c>nvmlDeviceGetCurrentClocksEventReasons</c> (nvml.h).</summary>
[Flags]
enum ThrottleReasons : ulong
{
    None = 0,
    GpuIdle = 0x1,
    ApplicationsClocksSetting = 0x2,
    SoftwarePowerCap = 0x4,
    HardwareSlowdown = 0x8,
    SyncBoost = 0x10,
    SoftwareThermalSlowdown = 0x20,
    HardwareThermalSlowdown = 0x40,
    HardwarePowerBrake = 0x80,
    DisplayClocksSetting = 0x100,
}
