namespace Wattd.Gpu;

/// <summary>What a driver's percentage is worth, whichever source told it.</summary>
static class Percentage
{
    /// <summary>Beyond this it is no load: drivers have told 4294967295 % for "not known".</summary>
    const double MostLoad = 110;

    /// <summary>More than any fan says; nvml.h allows somewhat more than 100.</summary>
    const double MostFanSpeed = 200;

    /// <summary>A load, 0 to 100. The video engines are known to be told at 101 or 102 when busy: that is 100.</summary>
    public static double? Load(double? told) => told is >= 0 and <= MostLoad ? Math.Min(told.Value, 100) : null;

    /// <summary>A fan's speed, of the speed that its maker calls full.</summary>
    public static double? FanSpeed(double? told) => told is >= 0 and <= MostFanSpeed ? told : null;
}
