namespace Wattd.Collectors.Wall;

/// <summary>The component that a power meter measures: the whole machine, which contains the others.</summary>
static class WallComponent
{
    /// <param name="source">The label <c>source</c>.</param>
    /// <param name="meter">The label <c>meter</c>.</param>
    public static Component Of(string source, string meter) =>
        new("wall", $"wall ({meter})", [("source", source), ("meter", meter)]) { IsInSum = false };
}
