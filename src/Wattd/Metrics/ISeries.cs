namespace Wattd.Metrics;

/// <summary>A part of a page: metric families that are updated before the page is rendered.</summary>
interface ISeries
{
    /// <summary>
    /// Sets every series from the newest sample and hides those without a value. Reads references only; never uses a
    /// device.
    /// </summary>
    void Update();
}
