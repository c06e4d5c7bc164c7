namespace Wattd.Http.Security;

/// <summary>The section <c>rate_limit</c>: how many requests are answered.</summary>
/// <param name="Interval">One request more is allowed after each.</param>
/// <param name="Burst">Requests at once, at least 1.</param>
sealed record RateLimit(TimeSpan Interval, int Burst);
