namespace Wattd.Metrics;

/// <summary>A part of a page: some metric families that are brought up to date before the page is rendered.</summary>
interface ISeries
{
    /// <summary>Sets every series from the newest sample and hides those that have no value. Reads references only; never touches a device.</summary>
    void Update();
}
