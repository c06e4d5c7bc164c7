using Prometheus;

namespace Wattd.Metrics;

/// <summary>Values that may be absent: a series whose value cannot be read is removed from the page, never set to 0.</summary>
static class OptionalValues
{
    /// <summary>Shows the value, or hides the series if there is none.</summary>
    public static void Show(this Gauge.Child series, double? value)
    {
        if (value is { } shown)
            series.Set(shown);
        else
            series.Unpublish();
    }

    /// <summary>Shows the total, or hides the series if there is none. A total below the previous one is ignored.</summary>
    public static void Show(this Counter.Child series, double? total)
    {
        if (total is { } shown)
        {
            series.IncTo(shown);
            series.Publish();
        }
        else
        {
            series.Unpublish();
        }
    }
}
