using Microsoft.Extensions.Time.Testing;
using Wattd.Http.Security;

namespace Wattd.Tests.Http.Security;

public sealed class TokenBucketTests
{
    readonly FakeTimeProvider _time = new();

    [Fact]
    public void ABurstIsAllowedAndThenOneForEachInterval()
    {
        var bucket = new TokenBucket(new RateLimit(TimeSpan.FromSeconds(2), Burst: 3), _time);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => bucket.TryTake()));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([true, false], Enumerable.Range(0, 2).Select(_ => bucket.TryTake()));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => bucket.TryTake()));
    }
}
