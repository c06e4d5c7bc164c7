namespace Wattd.Http.Security;

/// <summary>Allows requests at a rate, with a burst.</summary>
/// <param name="limit">The rate.</param>
/// <param name="time">The clock.</param>
sealed class TokenBucket(RateLimit limit, TimeProvider time)
{
    readonly Lock _lock = new();
    double _tokens = limit.Burst;
    long _last = time.GetTimestamp();

    /// <summary>Whether one more request is allowed now.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(limit.Burst, _tokens + time.GetElapsedTime(_last, now) / limit.Interval);
            _last = now;
            if (_tokens < 1)
                return false;
            _tokens--;
            return true;
        }
    }
}

/// <summary>The section <c>rate_limit</c>: the rate of requests that are answered.</summary>
/// <param name="Interval">One more request is allowed after each interval.</param>
/// <param name="Burst">Requests allowed at once, at least 1.</param>
sealed record RateLimit(TimeSpan Interval, int Burst);
