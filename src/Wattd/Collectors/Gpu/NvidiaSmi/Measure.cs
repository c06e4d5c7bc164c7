using System.Globalization;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// The values of the document: a number, followed by the unit of its element or none. Everything else (<c>N/A</c>,
/// <c>Requested functionality has been deprecated</c>, <c>Insufficient Permissions</c>, another unit, …) is absent, and
/// so is a number outside the range of its quantity in <see cref="Plausible"/>.
/// </summary>
static class Measure
{
    /// <summary>Any number; null if the element is absent, not a number or in another unit.</summary>
    /// <param name="element">The element.</param>
    /// <param name="unit">The only unit allowed after the number; empty for none.</param>
    public static double? Number(Element? element, string unit = "") =>
        TryParse(element, out var number, out var given) && (given.Length == 0 || given == unit) ? number : null;

    /// <summary>Watts.</summary>
    public static double? Watts(Element? element) => Plausible.Watts(Number(element, "W"));

    /// <summary>Megahertz.</summary>
    public static double? Megahertz(Element? element) => Plausible.Megahertz(Number(element, "MHz"));

    /// <summary>Degrees Celsius.</summary>
    public static double? Celsius(Element? element) => Plausible.Celsius(Number(element, "C"));

    /// <summary>A number of memory errors.</summary>
    public static double? Errors(Element? element) => Plausible.Errors(Number(element));

    /// <inheritdoc cref="Plausible.Load"/>
    public static double? Load(Element? element) => Plausible.Load(Number(element, "%"));

    /// <inheritdoc cref="Plausible.FanSpeed"/>
    public static double? FanSpeed(Element? element) => Plausible.FanSpeed(Number(element, "%"));

    /// <summary>Bytes, from an amount in MiB, the unit that every known driver uses.</summary>
    public static double? Bytes(Element? element)
    {
        if (!TryParse(element, out var number, out var unit))
            return null;
        return Plausible.Bytes(unit switch
        {
            "" or "MiB" => number * 1024 * 1024,
            "KiB" => number * 1024,
            "GiB" => number * 1024 * 1024 * 1024,
            _ => null,
        });
    }

    /// <summary>A name, version or similar text; empty for a text that means "unknown".</summary>
    public static string Word(Element? element) =>
        element is null || NonValue.Is(element.Text) ? "" : element.Text;

    static bool TryParse(Element? element, out double number, out string unit)
    {
        (number, unit) = (0, "");
        // Text around other elements is in pieces, and none of them is the value.
        if (element is null || element.Children.Count > 0)
            return false;
        var text = element.Text.AsSpan();
        var end = text.StartsWith('-') ? 1 : 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || IsPoint(text, end)))
            end++;

        // A version (1.2.3), a number of another locale (1,5) or in another form (1e9) is not a number here.
        if (end < text.Length && text[end] is ('.' or ',' or 'e' or 'E'))
            return false;
        unit = text[end..].Trim().ToString();
        if (!double.TryParse(text[..end],
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number))
            return false;
        if (number == 0)
            number = 0; // of -0
        return true;
    }

    /// <summary>Whether this is the first point of the text, between two digits.</summary>
    static bool IsPoint(ReadOnlySpan<char> text, int i) =>
        text[i] == '.' && i > 0 && i + 1 < text.Length
        && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]) && text.IndexOf('.') == i;
}
