using Wattd.Collectors.Gpu.Views;

namespace Wattd.Collectors.Gpu;

/// <summary>What an operator has to know of a GPU that is up. Whoever shows it asks here.</summary>
static class GpuTrouble
{
    /// <summary>The names of the reasons that hold it back now; null where the driver reports none, be it active or not.</summary>
    public static IEnumerable<string>? HeldBack(ThrottleReasons? throttle) => throttle is { } reasons
        ? ThrottleLabel.All.Where(label => label.HoldsBack && reasons.HasFlag(label.Reason)).Select(label => label.Name)
        : null;

    /// <summary>What its driver wants to be done, of <see cref="GpuReading.RecoveryAction"/>; null where that is nothing.</summary>
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
