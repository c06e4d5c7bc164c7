using CsCheck;
using Prometheus;
using Wattd.Metrics;

namespace Wattd.Tests.Metrics;

public sealed class ContinuousCounterTests
{
    readonly Counter.Child _series;
    readonly ContinuousCounter _counter;

    public ContinuousCounterTests()
    {
        _series = Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry()).CreateCounter("made_up_total", "Made up.").WithLabels();
        _counter = new ContinuousCounter(_series);
    }

    [Fact]
    public void ATotalThatRestartsContinuesFromItsValue()
    {
        _counter.Show(1000);
        _counter.Show(1500);
        _counter.Show(20);
        _counter.Show(50);
        Assert.Equal(1550, _series.Value);
    }

    [Fact]
    public void AnotherOriginAddsNothingByItself()
    {
        _counter.Show(1000, "driver");
        _counter.Show(3, "integrated");
        Assert.Equal(1000, _series.Value);
        _counter.Show(5, "integrated");
        _counter.Show(9000, "driver");
        _counter.Show(9001, "driver");
        Assert.Equal(1003, _series.Value);
    }

    [Fact]
    public void AGapHidesItAndLosesNothing()
    {
        _counter.Show(10);
        _counter.Show(null);
        _counter.Show(12);
        Assert.Equal(12, _series.Value);
    }

    [Fact]
    public void ItNeverDecreasesAndGrowsByWhatEachOriginAdds() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 1]).Array[0, 50].Sample(steps =>
        {
            var test = new ContinuousCounterTests();
            double expected = 0;
            (int Total, int Origin)? before = null;
            foreach (var (total, origin) in steps)
            {
                var shown = test._series.Value;
                test._counter.Show(total, origin);
                expected += before is not { } last ? total
                    : last.Origin != origin ? 0
                    : total >= last.Total ? total - last.Total
                    : total;
                before = (total, origin);
                Assert.True(test._series.Value >= shown);
                Assert.Equal(expected, test._series.Value);
            }
        });
}
