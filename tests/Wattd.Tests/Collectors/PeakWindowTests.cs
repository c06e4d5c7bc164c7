using CsCheck;
using Wattd.Collectors;

namespace Wattd.Tests.Collectors;

public class PeakWindowTests
{
    static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void ThereIsNoMaximumBeforeTheFirstValue() => Assert.Null(new PeakWindow(Window).Max(At(3)));

    [Fact]
    public void WithoutAWindowThereIsNone()
    {
        var peak = new PeakWindow(null);
        peak.Add(At(1), 5);
        Assert.Null(peak.Max(At(1)));
    }

    [Fact]
    public void AValueStaysForTheWindowAndUpToOneSecondMore()
    {
        var peak = new PeakWindow(Window);
        peak.Add(At(0.9), 300);
        peak.Add(At(1.0), 100);
        Assert.Equal(300, peak.Max(At(10.9)));
        Assert.Equal(100, peak.Max(At(11.0)));
        Assert.Null(peak.Max(At(12.0)));
    }

    [Fact]
    public void EveryReaderSeesABurstBetweenTwoReads()
    {
        var peak = new PeakWindow(Window);
        for (var tenth = 0; tenth < 100; tenth++)
            peak.Add(At(tenth / 10.0), tenth is >= 41 and < 44 ? 250 : 90);
        Assert.Equal((250, 250), (peak.Max(At(9.9)), peak.Max(At(9.95))));
    }

    [Fact]
    public void WhatIsNoNumberIsIgnored()
    {
        var peak = new PeakWindow(Window);
        peak.Add(At(1), double.NaN);
        Assert.Null(peak.Max(At(1)));
        peak.Add(At(2), -7);
        Assert.Equal(-7, peak.Max(At(2)));
    }

    [Fact]
    public void ItIsTheMaximumOfTheSecondsInTheWindow() =>
        Gen.Select(Gen.Double[0, 3.5], Gen.Double[-10, 500]).Array[1, 200].Select(Gen.Int[1, 20]).Sample((steps, seconds) =>
        {
            var (peak, now) = (new PeakWindow(At(seconds)), 0.0);
            var values = new List<(long Second, double Value)>();
            foreach (var (step, value) in steps)
            {
                now += step;
                peak.Add(At(now), value);
                values.Add(((long)At(now).TotalSeconds, value));
                var expected = values.Where(one => one.Second >= (long)At(now).TotalSeconds - seconds).Max(one => one.Value);
                if (peak.Max(At(now)) != expected)
                    return false;
            }
            return true;
        });
}
