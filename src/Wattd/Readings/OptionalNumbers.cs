using System.Text.Json;

namespace Wattd.Readings;

/// <summary>Numbers that may be absent: a value that cannot be read has no property, never a 0.</summary>
static class OptionalNumbers
{
    // A millionth: the unit of energy counters.
    const int Digits = 6;

    /// <summary>Writes the value, or nothing where it is null.</summary>
    public static void WriteOptional(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known && double.IsFinite(known))
            json.WriteNumber(name, Math.Round(known, Digits));
    }

    /// <summary>Writes the text, or nothing where it is empty.</summary>
    public static void WriteOptional(this Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            json.WriteString(name, text);
    }
}
