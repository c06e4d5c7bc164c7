using System.Buffers;
using System.Globalization;

namespace Wattd.Http.Security;

/// <summary>A duration as Go writes it: numbers with units, such as <c>1m30s</c> or <c>1.5h</c>.</summary>
static class GoDuration
{
    static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    // Longer names come before their own prefixes.
    static readonly (string Suffix, double Seconds)[] Units =
        [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.");

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var seconds = 0.0;
        // Zero is the only number without a unit.
        for (var rest = text is "0" ? "0s" : text; rest.Length > 0;)
        {
            var digits = rest.IndexOfAnyExcept(NumberLetters);
            if (digits < 1
                || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            rest = rest[digits..];
            if (UnitOf(rest) is not { } unit)
                return false;
            seconds += number * unit.Seconds;
            rest = rest[unit.Suffix.Length..];
        }
        if (text.IsEmpty || seconds > Longest.TotalSeconds)
            return false;
        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    static (string Suffix, double Seconds)? UnitOf(ReadOnlySpan<char> text)
    {
        foreach (var unit in Units)
        {
            if (text.StartsWith(unit.Suffix, StringComparison.Ordinal))
                return unit;
        }
        return null;
    }
}
