using System.Globalization;

namespace Wattd.Commands.Measure.Report;

/// <summary>Numbers for people: about four digits.</summary>
static class Numbers
{
    /// <summary>The number with as many decimals as make sense for its size.</summary>
    public static string Amount(double value) => value.ToString(Math.Abs(value) switch
    {
        >= 100 => "0.0",
        >= 10 => "0.00",
        >= 0.001 or < 0.0000001 => "0.000",
        _ => "0.0000000",
    }, CultureInfo.InvariantCulture);

    /// <summary>The number; empty where it is unknown.</summary>
    public static string Amount(double? value) => value is { } known ? Amount(known) : "";

    /// <summary>A number of watts, to a tenth; empty where it is unknown.</summary>
    public static string Watts(double? value) => value?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A number of watt-hours; empty where it is unknown.</summary>
    public static string WattHours(double? joules) => (joules / 3600)?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "";
}
