using System.Text.Json;
using Wattd.Collectors.Sampling;

namespace Wattd.Readings;

/// <summary>How much history a client wants.</summary>
/// <param name="Last">The last second, of <see cref="SecondClock"/>.</param>
/// <param name="Seconds">Its length, 0 to <see cref="HistoryLength.Seconds"/>; null for no history.</param>
readonly record struct HistorySpan(long Last, int? Seconds)
{
    /// <summary>Reads as many seconds as fit, up to a last one; NaN for unknown values.</summary>
    public delegate void Reader(long last, Span<float> into);

    /// <summary>Whether the client asked for any.</summary>
    public bool IsWanted => Seconds is not null;

    /// <summary>Writes an array with a number for each second, and null for unknown values.</summary>
    public void Write(Utf8JsonWriter json, string name, Reader read)
    {
        Span<float> values = stackalloc float[HistoryLength.Seconds];
        values = values[..(Seconds ?? 0)];
        read(Last, values);
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            if (float.IsNaN(value))
                json.WriteNullValue();
            else
                json.WriteNumberValue(Math.Round((double)value, 1));
        }
        json.WriteEndArray();
    }
}
