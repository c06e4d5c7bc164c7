using CsCheck;
using Wattd.Collectors;
using Wattd.Commands.Measure.Meters;
using Wattd.Tests.Support;

namespace Wattd.Tests.Commands.Measure;

public class ComponentMeterTests
{
    static TimeSpan Tenth(int tenths) => TimeSpan.FromMilliseconds(100 * tenths);

    static ComponentEnergy Read(double joules, bool isIntegrated = false) =>
        new(MadeUpRun.Package, Energy.FromJoules(joules), isIntegrated);

    [Fact]
    public void EnergyIsTheDifferenceOfTheLastAndTheFirstReading()
    {
        var meter = new ComponentMeter(Read(1000), Tenth(3));
        meter.Add(Read(1020), Tenth(13));
        meter.Add(Read(1100.5), Tenth(23));
        Assert.Equal(100.5, meter.Energy.Joules);
        Assert.Equal(TimeSpan.FromSeconds(2), meter.Span);
    }

    [Fact]
    public void ThePeakIsTheHighestMeanOfOneSecond()
    {
        var meter = new ComponentMeter(Read(0), Tenth(0));
        var joules = 0.0;
        for (var tenth = 1; tenth <= 50; tenth++)
        {
            // 50 W, and 200 W for the 300 ms before 2.5 s.
            joules += tenth is > 22 and <= 25 ? 20 : 5;
            meter.Add(Read(joules), Tenth(tenth));
        }
        Assert.Equal(95, meter.Peak!.Value.Watts, 6);
        Assert.Equal(50, meter.Current!.Value.Watts, 6);
    }

    [Fact]
    public void AShorterSpanHasNoPeak()
    {
        var meter = new ComponentMeter(Read(0), Tenth(0));
        meter.Add(Read(90), Tenth(9));
        Assert.Null(meter.Peak);
        Assert.Equal(90, meter.Energy.Joules);
    }

    [Fact]
    public void StepsAreTheReadingsThatWereHigherThanTheOneBefore()
    {
        var meter = new ComponentMeter(Read(0), Tenth(0));
        foreach (var (joules, tenth) in ((double, int)[])[(0, 1), (1, 2), (1, 3), (2, 4)])
            meter.Add(Read(joules), Tenth(tenth));
        Assert.Equal(2, meter.Steps);
    }

    [Fact]
    public void ADaemonThatIsRestartedLeavesTheEnergyUntilThen()
    {
        var meter = new ComponentMeter(Read(1000), Tenth(0));
        meter.Add(Read(1050), Tenth(10));
        meter.Add(Read(3), Tenth(20));
        meter.Add(Read(2000), Tenth(30));
        Assert.Equal(50, meter.Energy.Joules);
        Assert.Equal(TimeSpan.FromSeconds(1), meter.Span);
        Assert.True(meter.IsMissing);
    }

    [Fact]
    public void AMissedReadingIsNotTheEndOfIt()
    {
        var meter = new ComponentMeter(Read(0), Tenth(0));
        meter.Miss();
        Assert.True(meter.IsMissing);
        Assert.Null(meter.Current);
        meter.Add(Read(10), Tenth(10));
        Assert.False(meter.IsMissing);
        Assert.Equal(10, meter.Energy.Joules);
    }

    [Fact]
    public void ForAnyReadingsEnergyIsExactAndThePeakIsAtLeastTheMean() =>
        Gen.Int[0, 400_000_000].Array[10, 200].Sample(steps =>
        {
            var meter = new ComponentMeter(new ComponentEnergy(MadeUpRun.Package, new Energy(7)), Tenth(0));
            var total = 7UL;
            for (var i = 0; i < steps.Length; i++)
                meter.Add(new ComponentEnergy(MadeUpRun.Package, new Energy(total += (ulong)steps[i])), Tenth(i + 1));
            return meter.Energy.Microjoules == total - 7
                && (steps.Length % 10 != 0 || meter.Peak!.Value.Watts >= Power.Mean(meter.Energy, meter.Span).Watts - 1e-6);
        });
}
