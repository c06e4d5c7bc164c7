using CsCheck;
using Wattd.Collectors;

namespace Wattd.Tests.Collectors;

public class PowerWindowTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void ThereIsNoPowerUntilReadsSpanTheWindow()
    {
        var window = new PowerWindow(Second);
        Assert.Null(window.Mean(TimeSpan.Zero));
        for (var tick = 0; tick < 9; tick++)
            Assert.Null(Add(window, tick * 0.1, 100));
        Assert.Equal(100, Add(window, 1, 100)!.Value, 1e-6);
    }

    [Fact]
    public void ALongWindowGivesPowerAfterASecond()
    {
        var window = new PowerWindow(60 * Second);
        Assert.Null(Add(window, 0, 50));
        Assert.Null(Add(window, 0.5, 50));
        Assert.Equal(50, Add(window, 1, 50)!.Value, 1e-6);
    }

    [Fact]
    public void WhenThePowerChangesTheWindowForgetsTheOldOneAfterItsLength()
    {
        var window = new PowerWindow(Second);
        var joules = 0.0;
        double? power = null;
        for (var tick = 1; tick <= 40; tick++)
        {
            joules += (tick <= 20 ? 100 : 300) * 0.1;
            power = AddJoules(window, tick * 0.1, joules);
            if (tick == 25)
                Assert.Equal(200, power!.Value, 1e-3);
        }
        Assert.Equal(300, power!.Value, 1e-3);
    }

    [Fact]
    public void PowerIsAbsentWhenTheNewestReadIsOlderThanTheWindow()
    {
        var window = new PowerWindow(Second);
        Add(window, 0, 100);
        Add(window, 1, 100);
        Assert.NotNull(window.Mean(2 * Second));
        Assert.Null(window.Mean((2 * Second) + TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void AfterAClearTheWindowIsEmpty()
    {
        var window = new PowerWindow(Second);
        Add(window, 0, 100);
        Add(window, 1, 100);
        window.Clear();
        Assert.Null(window.Mean(Second));
        Assert.Null(AddJoules(window, 1.5, 9_999));
        Assert.Equal(10, AddJoules(window, 2.5, 10_009)!.Value, 1e-6);
    }

    [Fact]
    public void ReadsFarApartGiveNoPowerOfASpanFarLongerThanTheWindow()
    {
        var window = new PowerWindow(Second);
        Add(window, 0, 100);
        Assert.Null(Add(window, 3.5, 100));
    }

    [Fact]
    public void ASteadyPowerIsMeasuredExactlyFromIrregularReads() =>
        Gen.Select(Gen.Double[0.01, 60], Gen.Double[0, 50_000], Gen.Double[0.0001, 1.2].Array[1, 800])
            .Sample((length, watts, gaps) =>
            {
                var window = new PowerWindow(TimeSpan.FromSeconds(length));
                var (at, measured) = (0.0, 0);
                foreach (var gap in gaps)
                {
                    at += gap * length / 8;
                    if (Add(window, at, watts) is not { } power)
                        continue;
                    measured++;
                    // The energy is whole microjoules, the time whole ticks.
                    Assert.Equal(watts, power, (watts * 1e-4) + 1e-3);
                }
                Assert.True(measured > 0 || at < 1.01 * length);
            });

    static double? Add(PowerWindow window, double at, double watts) => AddJoules(window, at, at * watts);

    static double? AddJoules(PowerWindow window, double at, double joules)
    {
        window.Add(TimeSpan.FromSeconds(at), new Energy((ulong)(joules * 1e6)));
        return window.Mean(TimeSpan.FromSeconds(at))?.Watts;
    }
}
