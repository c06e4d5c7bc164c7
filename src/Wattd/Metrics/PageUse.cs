namespace Wattd.Metrics;

/// <summary>What a page of metrics is for.</summary>
enum PageUse
{
    /// <summary>Served for as long as the daemon runs: the daemon's own counters are meaningful.</summary>
    Served,

    /// <summary>
    /// Written once, by a process that then ends. Its own counters would restart on each page, so they are left out,
    /// and so are the series of a running exporter.
    /// </summary>
    Once,
}
