namespace Wattd.Collectors.Gpu;

/// <summary>
/// The range of each quantity that a GPU can measure, for every source. A value outside its range is absent. Drivers
/// are known to report 4294967295 and similar values for "unknown".
/// </summary>
static class Plausible
{
    /// <summary>
    /// The maximum of GPUs in one machine; a source that reports more has failed. The readings of this many fit on the
    /// pages of a daemon with a heap of 64 MiB.
    /// </summary>
    public const int MostGpus = 256;

    /// <summary>A value above this is not a load.</summary>
    const double MostLoad = 110;

    /// <summary>Power or a power limit.</summary>
    public static double? Watts(double? value) => Within(value, 0, 100_000);

    /// <summary>Energy since the driver was loaded: 30 years at 1 kW.</summary>
    public static double? Joules(double? value) => Within(value, 0, 1e12);

    /// <summary>A temperature in degrees Celsius.</summary>
    public static double? Celsius(double? value) => Within(value, -100, 1_000);

    /// <summary>A clock.</summary>
    public static double? Megahertz(double? value) => Within(value, 0, 100_000);

    /// <summary>An amount of memory: at most 1 PB.</summary>
    public static double? Bytes(double? value) => Within(value, 0, 1e15);

    /// <summary>A load, 0 to 100 percent. Busy video engines are known to be reported at 101 or 102: that is 100.</summary>
    public static double? Load(double? value) => Within(value, 0, MostLoad) is { } load ? Math.Min(load, 100) : null;

    /// <summary>A fan's speed in percent of the maker's full speed; nvml.h allows somewhat more than 100.</summary>
    public static double? FanSpeed(double? value) => Within(value, 0, 200);

    /// <summary>Open encoder sessions.</summary>
    public static double? Sessions(double? value) => Within(value, 0, 100_000);

    /// <summary>A mean frame rate.</summary>
    public static double? FramesPerSecond(double? value) => Within(value, 0, 1_000_000);

    /// <summary>A mean encode latency, in seconds.</summary>
    public static double? LatencySeconds(double? value) => Within(value, 0, 3_600);

    /// <summary>A number of memory errors.</summary>
    public static double? Errors(double? value) => Within(value, 0, 1e15);

    /// <summary>A number of PCIe replays, a counter of 32 bits; close to its end it is a negative number.</summary>
    public static double? Replays(double? value) => Within(value, 0, 4e9);

    /// <summary>A number of rows or pages of memory that were replaced or retired: a board has spares for a few thousand.</summary>
    public static double? Repairs(double? value) => Within(value, 0, 1e6);

    /// <summary>No or yes, as 0 or 1.</summary>
    public static double? Flag(double? value) => value is 0 or 1 ? value : null;

    /// <summary>A time since the driver was loaded, in seconds: 30 years.</summary>
    public static double? Seconds(double? value) => Within(value, 0, 1e9);

    /// <summary>A performance state, P0 to P15 (<c>nvmlPstates_t</c>, nvml.h).</summary>
    public static double? PerformanceState(double? value) => Within(value, 0, 15);

    /// <summary>A generation or number of lanes of a PCIe link.</summary>
    public static double? PcieLink(double? value) => Within(value, 0, 100);

    /// <summary>
    /// The action that the driver requests: those of <c>nvmlDeviceGpuRecoveryAction_t</c>, to which newer drivers add, up to
    /// <see cref="OtherRecoveryAction"/>.
    /// </summary>
    public static double? RecoveryAction(double? value) => Within(value, 0, OtherRecoveryAction);

    /// <summary>The number of a recovery action that nvidia-smi names and wattd does not know.</summary>
    public const double OtherRecoveryAction = 255;

    static double? Within(double? value, double least, double most) => value >= least && value <= most ? value : null;
}
