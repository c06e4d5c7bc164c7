using Wattd.Collectors.Gpu.Views;

namespace Wattd.Collectors.Gpu;

/// <summary>Problems of a GPU that is up. All views use them.</summary>
static class GpuConditions
{
    /// <summary>The names of the reasons why it is throttled now; null if the driver reports none, active or not.</summary>
    public static IEnumerable<string>? Throttled(ThrottleReasons? throttle) => throttle is { } reasons
        ? ThrottleLabel.All.Where(label => label.IsProblem && reasons.HasFlag(label.Reason)).Select(label => label.Name)
        : null;

    /// <summary>The action that its driver requests, from <see cref="GpuReading.RecoveryAction"/>; null if none.</summary>
    public static string? Recovery(double? action) => action switch
    {
        null or 0 => null,
        1 => "reset",
        2 => "reboot",
        3 => "drain",
        4 => "drain and reset",
        _ => "recovery",
    };
}
