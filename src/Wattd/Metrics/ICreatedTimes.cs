namespace Wattd.Metrics;

/// <summary>
/// Series whose counters begin while wattd runs. OpenMetrics has the time of each in <c>_created</c>, from which Prometheus (feature
/// created-timestamp-zero-ingestion) knows that the counter was 0 then, and misses no increase before the first scrape.
/// </summary>
interface ICreatedTimes
{
    /// <summary>When a counter began, in seconds since the Unix epoch; null if it is none of these.</summary>
    /// <param name="family">The name of its family, without <c>_total</c>.</param>
    /// <param name="labels">Its labels as they are on the page, without the braces.</param>
    double? CreatedAt(ReadOnlySpan<byte> family, ReadOnlySpan<byte> labels);
}
