using System.Globalization;

namespace Wattd.Settings.Syntax;

/// <summary>A power in watts: a number with <c>W</c> or <c>kW</c>, such as <c>20kW</c>.</summary>
/// <param name="minimum">The lowest allowed.</param>
/// <param name="maximum">The highest allowed.</param>
/// <param name="example">An example for the error line.</param>
sealed class WattsSyntax(double minimum, double maximum, double example) : ValueSyntax<double>
{
    public override string Allowed => $"a power from {Range}, such as {Format(example)}";

    public override string Placeholder => "<power>";

    public override string Range => $"{Format(minimum)} to {Format(maximum)}";

    public override string Format(double value) =>
        value % 1000 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{value / 1000}kW") : string.Create(CultureInfo.InvariantCulture, $"{value}W");

    public override bool TryParse(string text, out double value)
    {
        var unit = text.EndsWith("kW", StringComparison.Ordinal) ? 2 : text.EndsWith('W') ? 1 : 0;
        if (unit == 0 || !double.TryParse(text.AsSpan(0, text.Length - unit).TrimEnd(' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value))
        {
            value = 0;
            return false;
        }
        value *= unit == 2 ? 1000 : 1;
        return value >= minimum && value <= maximum;
    }
}
