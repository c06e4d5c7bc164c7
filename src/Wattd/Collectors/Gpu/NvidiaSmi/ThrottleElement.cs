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

    /// <summary>How long, in µs since the driver was loaded: <c>clocks_event_reasons_counters</c>, from driver 550.</summary>
    public static void ReadTimes(Element? counters, ref GpuReading reading)
    {
        reading.ThrottledBySoftwarePowerCapSeconds = Seconds("sw_power_cap");
        reading.ThrottledBySyncBoostSeconds = Seconds("sync_boost");
        reading.ThrottledBySoftwareThermalSeconds = Seconds("sw_therm_slowdown");
        reading.ThrottledByHardwareThermalSeconds = Seconds("hw_therm_slowdown");
        reading.ThrottledByHardwarePowerBrakeSeconds = Seconds("hw_power_brake");

        double? Seconds(string reason) =>
            Plausible.Seconds(Measure.Number(counters?.Child($"clocks_event_reasons_counters_{reason}"), "us") / 1e6);
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
