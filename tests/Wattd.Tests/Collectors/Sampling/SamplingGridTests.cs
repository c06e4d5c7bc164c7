using CsCheck;
using Wattd.Collectors.Sampling;

namespace Wattd.Tests.Collectors.Sampling;

public sealed class SamplingGridTests
{
    [Fact]
    public void ALateTickDoesNotShiftTheNext()
    {
        var grid = new SamplingGrid(origin: 1000, interval: 100);

        Assert.Equal((1100, 0), grid.Next(1000));
        Assert.Equal((1200, 0), grid.Next(1199));
    }

    [Fact]
    public void PointsThatPassedAreMissedAndNotMadeUpFor()
    {
        var grid = new SamplingGrid(origin: 1000, interval: 100);
        grid.Next(1000);

        Assert.Equal((1500, 3), grid.Next(1450));
    }

    [Fact]
    public void ASampleThatEndsOnAPointWaitsForTheOneAfter()
    {
        var grid = new SamplingGrid(origin: 0, interval: 100);
        grid.Next(0);

        Assert.Equal((300, 1), grid.Next(200));
    }

    [Fact]
    public void AClockThatWasReadEarlyGivesNoPointTwice()
    {
        var grid = new SamplingGrid(origin: 0, interval: 100);
        grid.Next(0);

        Assert.Equal((200, 0), grid.Next(99));
    }

    [Fact]
    public void EveryPointIsEitherGivenOrCountedAsMissed() =>
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[1, 10_000], Gen.Long[0, 50_000].Array[1, 50])
            .Sample((origin, interval, steps) =>
            {
                var grid = new SamplingGrid(origin, interval);
                var (now, last, passed) = (origin, origin, 0L);
                foreach (var step in steps)
                {
                    now += step;
                    var (tick, missed) = grid.Next(now);
                    passed += missed + 1;

                    Assert.True(tick > last && tick > now && (tick - origin) % interval == 0);
                    Assert.Equal(origin + (passed * interval), tick);
                    last = tick;
                }
            });
}
