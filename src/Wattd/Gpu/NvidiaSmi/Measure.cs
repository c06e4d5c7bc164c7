using System.Globalization;

namespace Wattd.Gpu.NvidiaSmi;

/// <summary>
/// The values of the document. What starts with a number is one, its unit behind it; everything else (<c>N/A</c>,
/// <c>Requested functionality has been deprecated</c>, <c>Insufficient Permissions</c>, …) is absent, and so is a number
/// that cannot be true: drivers have told 4294967295 % for "not known".
/// </summary>
static class Measure
{
    /// <summary>A number within bounds; null where the element is absent, no number, or out of them.</summary>
    public static double? Number(Element? element, double least, double most) =>
        TryParse(element, out var number, out _) && number >= least && number <= most ? number : null;

    /// <summary>Watts.</summary>
    public static double? Watts(Element? element) => Number(element, 0, 100_000);

    /// <summary>Megahertz.</summary>
    public static double? Megahertz(Element? element) => Number(element, 0, 100_000);

    /// <summary>Degrees Celsius.</summary>
    public static double? Celsius(Element? element) => Number(element, -100, 1000);

    /// <summary>A count.</summary>
    public static double? Count(Element? element) => Number(element, 0, 1e15);

    /// <inheritdoc cref="Percentage.Load"/>
    public static double? Load(Element? element) => Percentage.Load(Number(element, 0, double.MaxValue));

    /// <inheritdoc cref="Percentage.FanSpeed"/>
    public static double? FanSpeed(Element? element) => Percentage.FanSpeed(Number(element, 0, double.MaxValue));

    /// <summary>Bytes, of an amount in MiB, the unit that every known driver uses.</summary>
    public static double? Bytes(Element? element)
    {
        if (!TryParse(element, out var number, out var unit) || number is < 0 or > 1e9)
            return null;
        return unit switch
        {
            "" or "MiB" => number * 1024 * 1024,
            "KiB" => number * 1024,
            "GiB" => number * 1024 * 1024 * 1024,
            _ => null,
        };
    }

    /// <summary>A text that is a name, a version or the like; empty where it is one of the texts for "not told".</summary>
    public static string Word(Element? element) =>
        element is null || NonValue.Is(element.Text) ? "" : element.Text;

    static bool TryParse(Element? element, out double number, out string unit)
    {
        (number, unit) = (0, "");
        if (element is null)
            return false;
        var text = element.Text.AsSpan();
        var end = text.StartsWith('-') ? 1 : 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || IsPoint(text, end)))
            end++;

        // A version (1.2.3), a number of another locale (1,5) or of another form (1e9) is none.
        if (end < text.Length && text[end] is ('.' or ',' or 'e' or 'E'))
            return false;
        unit = text[end..].Trim().ToString();
        return double.TryParse(text[..end],
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Whether here stands the first point of the text, between two digits.</summary>
    static bool IsPoint(ReadOnlySpan<char> text, int i) =>
        text[i] == '.' && i > 0 && i + 1 < text.Length
        && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]) && text.IndexOf('.') == i;
}
