namespace Wattd.Http.Security;

/// <summary>Lets requests through at a rate, some of them at once.</summary>
/// <param name="limit">The rate.</param>
/// <param name="time">The clock.</param>
sealed class TokenBucket(RateLimit limit, TimeProvider time)
{
    readonly Lock _lock = new();
    double _tokens = limit.Burst;
    long _last = time.GetTimestamp();

    /// <summary>Whether one more may come through now.</summary>
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
