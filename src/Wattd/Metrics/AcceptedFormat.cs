using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Wattd.Metrics;

/// <summary>The format in a client's Accept and Accept-Encoding headers (RFC 9110, 12.5). Allocates nothing.</summary>
static class AcceptedFormat
{
    /// <summary>
    /// OpenMetrics for a client that names it and prefers it to the text format, or lists it first with equal weight;
    /// else the text format, also for a client that accepts neither.
    /// </summary>
    public static PageFormat Of(StringValues accept)
    {
        var (best, bestWeight) = (PageFormat.Text, 0.0);
        foreach (var header in accept)
        {
            foreach (var item in header.AsSpan().Split(','))
            {
                var range = header.AsSpan()[item];
                if (FormatOf(range) is { } format && Weight(range) is var weight && weight > bestWeight)
                    (best, bestWeight) = (format, weight);
            }
        }
        return best;
    }

    /// <summary>Whether to compress: gzip is accepted, with at least the weight of no compression.</summary>
    public static bool Gzip(StringValues acceptEncoding)
    {
        var (gzip, identity, any) = (-1.0, -1.0, -1.0);
        foreach (var header in acceptEncoding)
        {
            foreach (var item in header.AsSpan().Split(','))
            {
                var coding = header.AsSpan()[item];
                var name = Name(coding);
                if (Is(name, "gzip"))
                    gzip = Weight(coding);
                else if (Is(name, "identity"))
                    identity = Weight(coding);
                else if (Is(name, "*"))
                    any = Weight(coding);
            }
        }
        if (gzip < 0)
            gzip = any;
        return gzip > 0 && gzip >= identity;
    }

    static PageFormat? FormatOf(ReadOnlySpan<char> range)
    {
        var name = Name(range);
        var version = Parameter(range, "version");
        if (Is(name, "application/openmetrics-text"))
            return version is "" or "1.0.0" or "0.0.1" ? PageFormat.OpenMetrics : null;
        if (Is(name, "text/plain"))
            return version is "" or "0.0.4" ? PageFormat.Text : null;
        return Is(name, "text/*") || Is(name, "*/*") ? PageFormat.Text : null;
    }

    static ReadOnlySpan<char> Name(ReadOnlySpan<char> item) =>
        (item.IndexOf(';') is var end and >= 0 ? item[..end] : item).Trim();

    /// <summary>The item's q, 0 to 1; 1 if it has none, 0 if it is invalid.</summary>
    static double Weight(ReadOnlySpan<char> item) =>
        Parameter(item, "q") is var q && q.IsEmpty
            ? 1
            : double.TryParse(q, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) && weight <= 1
                ? weight
                : 0;

    static ReadOnlySpan<char> Parameter(ReadOnlySpan<char> item, ReadOnlySpan<char> name)
    {
        foreach (var part in item.Split(';'))
        {
            var text = item[part];
            var equals = text.IndexOf('=');
            if (equals > 0 && Is(text[..equals].Trim(), name))
                return text[(equals + 1)..].Trim().Trim('"');
        }
        return [];
    }

    static bool Is(ReadOnlySpan<char> text, ReadOnlySpan<char> name) =>
        text.Equals(name, StringComparison.OrdinalIgnoreCase);
}
