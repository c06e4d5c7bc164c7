namespace Wattd.Metrics;

/// <summary>What a page of metrics is for.</summary>
enum PageUse
{
    /// <summary>Served for as long as the daemon runs: what it counts itself means something.</summary>
    Served,

    /// <summary>
    /// Written once, by a process that then ends. What that counted itself would start anew on each page, which says
    /// nothing: it is left out, and so is what tells of a running exporter.
    /// </summary>
    Once,
}
