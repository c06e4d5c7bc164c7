using System.Collections.Immutable;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>A reason for throttling as the <c>reason</c> label of <c>gpu_throttle_active</c> writes it.</summary>
/// <param name="Reason">Its bit.</param>
/// <param name="Name">The name that nvidia-smi gives it.</param>
/// <param name="HoldsBack">
/// Whether it holds back a GPU that has work to do: not where it is idle, or runs at the clocks that somebody has set.
/// </param>
sealed record ThrottleLabel(ThrottleReasons Reason, string Name, bool HoldsBack = true)
{
    /// <summary>Every reason.</summary>
    public static readonly ImmutableArray<ThrottleLabel> All =
    [
        new(ThrottleReasons.GpuIdle, "gpu_idle", HoldsBack: false),
        new(ThrottleReasons.ApplicationsClocksSetting, "applications_clocks_setting", HoldsBack: false),
        new(ThrottleReasons.SoftwarePowerCap, "sw_power_cap"),
        new(ThrottleReasons.HardwareSlowdown, "hw_slowdown"),
        new(ThrottleReasons.SyncBoost, "sync_boost"),
        new(ThrottleReasons.SoftwareThermalSlowdown, "sw_thermal_slowdown"),
        new(ThrottleReasons.HardwareThermalSlowdown, "hw_thermal_slowdown"),
        new(ThrottleReasons.HardwarePowerBrake, "hw_power_brake_slowdown"),
        new(ThrottleReasons.DisplayClocksSetting, "display_clocks_setting", HoldsBack: false),
    ];
}
