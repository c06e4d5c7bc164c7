using System.Text;
using Wattd.Metrics;

namespace Wattd.Tests.Support;

/// <summary>Reads the content of a page of metrics.</summary>
static class PageText
{
    /// <summary>The page in a format, as text.</summary>
    public static string Text(this MetricsPage page, PageFormat format = PageFormat.Text) =>
        Encoding.UTF8.GetString(page.Get(format, gzip: false).Span);

    /// <summary>The lines of the page with this start: a family or a series.</summary>
    public static string[] Lines(this MetricsPage page, string start) =>
        [.. page.Text().Split('\n').Where(line => line.StartsWith(start, StringComparison.Ordinal))];

    /// <summary>The value of a series, written as on the page; null if it is absent.</summary>
    public static double? Value(this MetricsPage page, string series) =>
        page.Lines(series + " ") is [var line] ? double.Parse(line[(series.Length + 1)..]) : null;
}
