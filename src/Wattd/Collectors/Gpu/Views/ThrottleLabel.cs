using System.Collections.Immutable;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>A reason for throttling as the <c>reason</c> label of <c>gpu_throttle_active</c> writes it.</summary>
/// <param name="Reason">Its bit.</param>
/// <param name="Name">The name that nvidia-smi gives it.</param>
/// <param name="IsProblem">
/// Whether it throttles a GPU that has work to do: not if the GPU is idle, or runs at clocks that a user has set.
/// </param>
sealed record ThrottleLabel(ThrottleReasons Reason, string Name, bool IsProblem = true)
{
    /// <summary>All reasons.</summary>
    public static readonly ImmutableArray<ThrottleLabel> All =
    [
        new(ThrottleReasons.GpuIdle, "gpu_idle", IsProblem: false),
        new(ThrottleReasons.ApplicationsClocksSetting, "applications_clocks_setting", IsProblem: false),
        new(ThrottleReasons.SoftwarePowerCap, "sw_power_cap"),
        new(ThrottleReasons.HardwareSlowdown, "hw_slowdown"),
        new(ThrottleReasons.SyncBoost, "sync_boost"),
        new(ThrottleReasons.SoftwareThermalSlowdown, "sw_thermal_slowdown"),
        new(ThrottleReasons.HardwareThermalSlowdown, "hw_thermal_slowdown"),
        new(ThrottleReasons.HardwarePowerBrake, "hw_power_brake_slowdown"),
        new(ThrottleReasons.DisplayClocksSetting, "display_clocks_setting", IsProblem: false),
    ];
}
