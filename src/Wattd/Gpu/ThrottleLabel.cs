using System.Collections.Immutable;

namespace Wattd.Gpu;

/// <summary>A reason for throttling as the <c>reason</c> label of <c>gpu_throttle_active</c> writes it.</summary>
/// <param name="Reason">Its bit.</param>
/// <param name="Name">The name that nvidia-smi gives it.</param>
sealed record ThrottleLabel(ThrottleReasons Reason, string Name)
{
    /// <summary>Every reason.</summary>
    public static readonly ImmutableArray<ThrottleLabel> All =
    [
        new(ThrottleReasons.GpuIdle, "gpu_idle"),
        new(ThrottleReasons.ApplicationsClocksSetting, "applications_clocks_setting"),
        new(ThrottleReasons.SoftwarePowerCap, "sw_power_cap"),
        new(ThrottleReasons.HardwareSlowdown, "hw_slowdown"),
        new(ThrottleReasons.SyncBoost, "sync_boost"),
        new(ThrottleReasons.SoftwareThermalSlowdown, "sw_thermal_slowdown"),
        new(ThrottleReasons.HardwareThermalSlowdown, "hw_thermal_slowdown"),
        new(ThrottleReasons.HardwarePowerBrake, "hw_power_brake_slowdown"),
        new(ThrottleReasons.DisplayClocksSetting, "display_clocks_setting"),
    ];
}
