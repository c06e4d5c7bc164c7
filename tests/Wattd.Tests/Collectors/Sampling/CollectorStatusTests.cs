using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Sampling;

namespace Wattd.Tests.Collectors.Sampling;

public sealed class CollectorStatusTests
{
    readonly FakeTimeProvider _time = new();
    readonly CollectorStatus _status;

    public CollectorStatusTests()
    {
        _time.Advance(TimeSpan.FromHours(1));
        _status = new CollectorStatus("cpu", TimeSpan.FromSeconds(5), ["gap", "read_failed"], _time);
    }

    [Fact]
    public void ACollectorIsDownUntilItsFirstSample()
    {
        Assert.NotNull(_status.Outage);
        Assert.False(_status.IsFresh);

        _status.Sampled(_time.GetTimestamp(), TimeSpan.FromMilliseconds(1));

        Assert.Null(_status.Outage);
        Assert.True(_status.IsFresh);
    }

    [Fact]
    public void ASampleGrowsOldAndThenCountsAsGone()
    {
        _status.Sampled(_time.GetTimestamp(), TimeSpan.Zero);

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(5), _status.Age);
        Assert.True(_status.IsFresh);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_status.IsFresh);
    }

    [Fact]
    public void AnOutageAndItsEndAreReportedOnce()
    {
        _status.Sampled(_time.GetTimestamp(), TimeSpan.Zero);

        Assert.True(_status.Down("gap", "first"));
        Assert.False(_status.Down("gap", "again"));
        Assert.True(_status.Down("read_failed", "another"));
        Assert.Equal("another", _status.Sampled(_time.GetTimestamp(), TimeSpan.Zero)?.Message);
        Assert.Null(_status.Sampled(_time.GetTimestamp(), TimeSpan.Zero));
    }

    [Fact]
    public void FailuresAreCountedByReasonFromZero()
    {
        _status.Failed("gap");
        _status.Failed("gap");

        Assert.Equal([("gap", 2), ("read_failed", 0)], _status.Failures);
    }

    [Fact]
    public void AnUndeclaredReasonIsRejected() =>
        Assert.Throws<ArgumentException>(() => _status.Failed("bad luck"));

    [Fact]
    public void TicksAddUpTheirLatenessAndWhatTheyMissed()
    {
        _status.Ticked(TimeSpan.FromMicroseconds(40), missed: 0);
        _status.Ticked(TimeSpan.FromSeconds(2), missed: 3);

        Assert.Equal(3, _status.MissedTicks);
        Assert.Equal((1, 40e-6), _status.Lateness[1]);
        Assert.Equal((1, 2.0), _status.Lateness[CollectorStatus.LatenessBounds.Length]);
        Assert.Equal(TimeSpan.Zero, _status.SinceTick);
    }
}
