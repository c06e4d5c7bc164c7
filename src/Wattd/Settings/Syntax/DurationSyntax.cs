using System.Globalization;

namespace Wattd.Settings.Syntax;

/// <summary>A duration: a decimal number and its unit, <c>ms</c>, <c>s</c> or <c>m</c>, such as <c>1.5s</c>.</summary>
/// <param name="minimum">The shortest allowed.</param>
/// <param name="maximum">The longest allowed.</param>
/// <param name="example">An example for the error line.</param>
sealed class DurationSyntax(TimeSpan minimum, TimeSpan maximum, TimeSpan example) : ValueSyntax<TimeSpan>
{
    // "ms" comes before "s" and "m": it ends with one and begins with the other.
    static readonly (string Suffix, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
    ];

    public override string Allowed => $"a duration from {Range}, such as {Write(example)}";

    public override string Placeholder => "<duration>";

    public override string Range => $"{Write(minimum)} to {Write(maximum)}";

    public override string Format(TimeSpan value) => Write(value);

    public override bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        foreach (var (suffix, ticks) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal))
                continue;
            if (!TryNumber(text[..^suffix.Length].TrimEnd(' '), out var number) || number > (decimal)maximum.Ticks / ticks)
                return false;
            value = TimeSpan.FromTicks((long)(number * ticks));
            return value >= minimum;
        }
        return false;
    }

    public override string Complaint(string text, string allowed) =>
        TryNumber(text, out _)
            ? $"has no unit (ms, s or m); it must be {allowed}"
            : base.Complaint(text, allowed);

    /// <summary>Writes a duration in the largest unit that gives a whole number; fractions of a millisecond are decimals.</summary>
    public static string Write(TimeSpan value) =>
        value.Ticks % TimeSpan.TicksPerMinute == 0 ? Invariant(value.Ticks / TimeSpan.TicksPerMinute, "m")
        : value.Ticks % TimeSpan.TicksPerSecond == 0 ? Invariant(value.Ticks / TimeSpan.TicksPerSecond, "s")
        : Invariant((decimal)value.Ticks / TimeSpan.TicksPerMillisecond, "ms");

    static string Invariant(decimal number, string unit) =>
        number.ToString("0.####", CultureInfo.InvariantCulture) + unit;

    static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
