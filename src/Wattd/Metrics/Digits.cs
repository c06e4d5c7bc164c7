namespace Wattd.Metrics;

/// <summary>
/// The digits that a value deserves on a page. The others are noise of floating point: they suggest a precision that is not
/// there, and make pages and storage larger.
/// </summary>
static class Digits
{
    /// <summary>To a thousandth: watts, and ages in seconds.</summary>
    public static double? Milli(double? value) => value is { } number ? Math.Round(number, 3) : null;

    /// <summary>To a millionth: joules, and durations in seconds.</summary>
    public static double? Micro(double? value) => value is { } number ? Math.Round(number, 6) : null;
}
