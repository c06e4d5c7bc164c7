namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// The reasons why a GPU is throttled: <c>clocks_throttle_reasons</c> up to driver 525,
/// <c>clocks_event_reasons</c> from 535, or a text such as <c>N/A</c> in a virtual GPU.
/// </summary>
static class ThrottleElement
{
    /// <summary>The active ones; null if the driver reports none, active or not.</summary>
    public static ThrottleReasons? Reasons(Element? block)
    {
        ThrottleReasons? reasons = null;
        foreach (var child in block?.Children ?? [])
        {
            if (Reason(child.Name) is { } reason && child.Text is "Active" or "Not Active")
                reasons = (reasons ?? ThrottleReasons.None) | (child.Text == "Active" ? reason : ThrottleReasons.None);
        }
        return reasons;
    }

    static ThrottleReasons? Reason(string name) => name[(name.IndexOf("_reason_", StringComparison.Ordinal) + 1)..] switch
    {
        "reason_gpu_idle" => ThrottleReasons.GpuIdle,
        "reason_applications_clocks_setting" => ThrottleReasons.ApplicationsClocksSetting,
        "reason_sw_power_cap" => ThrottleReasons.SoftwarePowerCap,
        "reason_hw_slowdown" => ThrottleReasons.HardwareSlowdown,
        "reason_sync_boost" => ThrottleReasons.SyncBoost,
        "reason_sw_thermal_slowdown" => ThrottleReasons.SoftwareThermalSlowdown,
        "reason_hw_thermal_slowdown" => ThrottleReasons.HardwareThermalSlowdown,
        "reason_hw_power_brake_slowdown" => ThrottleReasons.HardwarePowerBrake,
        "reason_display_clocks_setting" => ThrottleReasons.DisplayClocksSetting,
        _ => null,
    };
}
