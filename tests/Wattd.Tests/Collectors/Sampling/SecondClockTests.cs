using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Sampling;

namespace Wattd.Tests.Collectors.Sampling;

public sealed class SecondClockTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(0.999)]
    public void ItStartsInTheMiddleOfASecond(double phase)
    {
        var time = new FakeTimeProvider();
        time.Advance(TimeSpan.FromSeconds(phase));
        var clock = new SecondClock(time);
        var start = clock.Now;
        time.Advance(TimeSpan.FromSeconds(0.499));
        Assert.Equal(start, clock.Now);
        time.Advance(TimeSpan.FromSeconds(0.002));
        Assert.Equal(start + 1, clock.Now);
    }

    [Fact]
    public void ItContinuesAcrossARestart()
    {
        var time = new FakeTimeProvider();
        var before = new SecondClock(time);
        time.Advance(TimeSpan.FromSeconds(100.7));
        Assert.InRange(new SecondClock(time).Now - before.Now, -1, 1);
    }
}
