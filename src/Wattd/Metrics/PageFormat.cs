namespace Wattd.Metrics;

/// <summary>The exposition format of a page.</summary>
enum PageFormat
{
    /// <summary>The Prometheus text format, version 0.0.4.</summary>
    Text,

    /// <summary>OpenMetrics, version 1.0.0.</summary>
    OpenMetrics,
}

/// <summary>The formats' media types.</summary>
static class PageFormats
{
    /// <summary>The Content-Type of a page in this format.</summary>
    public static string ContentType(this PageFormat format) => format == PageFormat.OpenMetrics
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";
}
