namespace Wattd.Metrics;

/// <summary>
/// Series whose counters begin while wattd runs. OpenMetrics has the time of each in <c>_created</c>, from which Prometheus (feature
/// created-timestamp-zero-ingestion) knows that the counter was 0 then, and misses no increase before the first scrape.
/// </summary>
interface ICreatedTimes
{
    /// <summary>Whether the counters of a family are such.</summary>
    /// <param name="family">Its name, without <c>_total</c>.</param>
    bool Has(ReadOnlySpan<byte> family);

    /// <summary>When a counter of such a family began, in seconds since the Unix epoch; null if it is not known.</summary>
    /// <param name="labels">Its labels as they are on the page, without the braces.</param>
    double? CreatedAt(ReadOnlySpan<byte> labels);
}
