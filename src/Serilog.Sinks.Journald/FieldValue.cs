using System.Globalization;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Serilog.Sinks.Journald;

/// <summary>Writes a property's value as a field value, independent of the culture.</summary>
static class FieldValue
{
    const int NumberLength = 64;

    static readonly JsonValueFormatter Json = new();

    /// <summary>
    /// Text as it is, without quotes; numbers invariant; dates in ISO 8601; null as the empty value; sequences, structures
    /// and dictionaries as JSON.
    /// </summary>
    public static void Write(LogEventPropertyValue value, TextWriter output)
    {
        if (value is ScalarValue scalar)
            WriteScalar(scalar.Value, output);
        else
            Json.Format(value, output);
    }

    static void WriteScalar(object? value, TextWriter output)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                output.Write(text);
                break;
            case DateTime or DateTimeOffset or DateOnly or TimeOnly:
                output.Write(((IFormattable)value).ToString("O", CultureInfo.InvariantCulture));
                break;
            case ISpanFormattable formattable:
                Span<char> number = stackalloc char[NumberLength];
                if (formattable.TryFormat(number, out var length, format: default, CultureInfo.InvariantCulture))
                    output.Write(number[..length]);
                else
                    output.Write(formattable.ToString(format: null, CultureInfo.InvariantCulture));
                break;
            case IFormattable formattable:
                output.Write(formattable.ToString(format: null, CultureInfo.InvariantCulture));
                break;
            default:
                output.Write(value.ToString());
                break;
        }
    }
}
