using CsCheck;
using Wattd.Collectors;
using Wattd.Collectors.Cpu.Metering;

namespace Wattd.Tests.Collectors.Cpu.Metering;

public class EnergyFoldTests
{
    const ulong Range = 262_143_328_850;
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void TheFirstReadCountsNothing()
    {
        var fold = new EnergyFold();
        Assert.Equal(EnergyStep.Started, fold.Add(62_881_284_533, Range, TimeSpan.MaxValue, default));
        Assert.Equal(0u, fold.Total.Microjoules);
    }

    [Fact]
    public void WhenTheCounterWrapsTheStepSpansTheRange()
    {
        var fold = Folded(Range - 4_000_000);
        Assert.Equal(EnergyStep.Wrapped, fold.Add(1_000_000, Range, Tick, default));
        Assert.Equal((5_000_000ul, 1L), (fold.Total.Microjoules, fold.Wraps));
    }

    [Fact]
    public void WhenTheRangeIsUnknownAStepBackIsDroppedAndStepsForwardCount()
    {
        var fold = Folded(5_000_000);
        Assert.Equal(EnergyStep.RangeUnreadable, fold.Add(1_000_000, null, Tick, default));
        Assert.Equal(EnergyStep.Counted, fold.Add(3_000_000, null, Tick, default));
        Assert.Equal((2_000_000ul, 0L), (fold.Total.Microjoules, fold.Wraps));
    }

    [Fact]
    public void ACounterBeyondItsRangeIsNotFoldedOverIt()
    {
        var fold = Folded(2_000);
        Assert.Equal(EnergyStep.CounterReset, fold.Add(10, 1_000, TimeSpan.FromMicroseconds(1), default));
        Assert.Equal(0u, fold.Total.Microjoules);
    }

    [Fact]
    public void AStepForwardThatIsNotPossibleInItsTimeIsAReset()
    {
        var fold = Folded(200_000_000_000);
        Assert.Equal(EnergyStep.CounterReset, fold.Add(0, Range, Tick, default));
        Assert.Equal(EnergyStep.CounterReset, fold.Add(200_000_000_000, Range, Tick, default));
        Assert.Equal(EnergyStep.CounterReset, fold.Add(260_000_000_000, Range, Tick, default));
        Assert.Equal(EnergyStep.Counted, fold.Add(260_000_000_007, Range, Tick, default));
        Assert.Equal((7ul, 0L), (fold.Total.Microjoules, fold.Wraps));
    }

    [Fact]
    public void AStepForwardIsBoundedWithoutARangeToo()
    {
        var fold = Folded(5);
        Assert.Equal(EnergyStep.CounterReset, fold.Add(1ul << 62, null, Tick, default));
        Assert.Equal(0u, fold.Total.Microjoules);
    }

    // 10 kW for the time, and 1 kJ at once.
    [Theory]
    [InlineData(0.01, 1_100)]
    [InlineData(0.1, 2_000)]
    [InlineData(1, 11_000)]
    [InlineData(10, 101_000)]
    internal void ACounterMayMoveByWhatTheLargestZoneSpendsAndOneCoarseStep(double seconds, double joules)
    {
        var (most, gap) = ((ulong)(joules * 1e6), TimeSpan.FromSeconds(seconds));
        Assert.Equal(EnergyStep.Counted, Folded(0).Add(most, Range, gap, default));
        Assert.Equal(EnergyStep.CounterReset, Folded(0).Add(most + 1, Range, gap, default));
        Assert.Equal(EnergyStep.Wrapped, Folded(Range).Add(most, Range, gap, default));
        Assert.Equal(EnergyStep.CounterReset, Folded(Range).Add(most + 1, Range, gap, default));
    }

    [Fact]
    public void TheLargestRangeNeitherOverflowsNorCounts()
    {
        var fold = new EnergyFold();
        for (var read = 0; read < 10; read++)
            fold.Add(read % 2 == 0 ? 0 : ulong.MaxValue, ulong.MaxValue, Tick, default);
        Assert.Equal(0u, fold.Total.Microjoules);
    }

    [Fact]
    public void TheEnergyStaysAtItsMaximum() =>
        Assert.Equal(ulong.MaxValue, (new Energy(ulong.MaxValue - 1) + new Energy(5)).Microjoules);

    [Fact]
    public void AWrapThatIsNotPossibleInItsTimeIsAReset()
    {
        var fold = Folded(Range / 2);
        Assert.Equal(EnergyStep.CounterReset, fold.Add(0, Range, Tick, default));
        Assert.Equal(EnergyStep.Counted, fold.Add(7, Range, Tick, default));
        Assert.Equal((7ul, 0L), (fold.Total.Microjoules, fold.Wraps));
    }

    // 262 kJ at the kilowatt that is assumed without a measurement, and at twice a measured 5 kW.
    [Theory]
    [InlineData(0, 262, EnergyStep.Counted)]
    [InlineData(0, 263, EnergyStep.Gap)]
    [InlineData(5_000, 26, EnergyStep.Counted)]
    [InlineData(5_000, 27, EnergyStep.Gap)]
    internal void AGapThatCouldHideAWrapIsDropped(double recentWatts, double seconds, EnergyStep expected)
    {
        var fold = Folded(1_000);
        Assert.Equal(expected, fold.Add(2_000, Range, TimeSpan.FromSeconds(seconds), new Power(recentWatts)));
        Assert.Equal(expected == EnergyStep.Counted ? 1_000ul : 0, fold.Total.Microjoules);
    }

    [Fact]
    public void WithoutARangeTheSmallestKnownOneBoundsAGap()
    {
        var fold = Folded(1_000);
        Assert.Equal(EnergyStep.Counted, fold.Add(2_000, null, TimeSpan.FromSeconds(65), default));
        Assert.Equal(EnergyStep.Gap, fold.Add(3_000, null, TimeSpan.FromSeconds(66), default));
    }

    [Fact]
    public void AfterARestartTheCounterMayHaveAnyValue()
    {
        var fold = Folded(1_000);
        fold.Add(3_000, Range, Tick, default);
        fold.Restart();
        Assert.Equal(EnergyStep.Started, fold.Add(5, Range, Tick, default));
        Assert.Equal(2_000u, fold.Total.Microjoules);
    }

    [Fact]
    public void EnergyIsCountedExactlyAcrossAnyWraps() =>
        Gen.Select(Gen.ULong[1_000_000, 1ul << 40], Gen.Double[0, 1], Gen.Select(Gen.Double[0, 0.999], Gen.Double[0.001, 0.999]).Array[1, 60])
            .Sample((range, start, steps) =>
            {
                var spent = 0ul;
                var first = (ulong)(start * range);
                var fold = Folded(first);
                foreach (var (share, lateness) in steps)
                {
                    // Any part of the range, in a time between those in which 10 kW and 1 kW use all of it.
                    var energy = (ulong)(share * range);
                    spent += energy;
                    var fastest = energy / 1e10;
                    var slowest = range / 1e9;
                    var gap = TimeSpan.FromSeconds(fastest + (lateness * (slowest - fastest))) + TimeSpan.FromTicks(1);
                    fold.Add((first + spent) % range, range, gap, default);
                }
                Assert.Equal(spent, fold.Total.Microjoules);
                Assert.Equal((long)((first + spent) / range), fold.Wraps);
            });

    [Fact]
    public void ForAnyReadsTheEnergyNeverDecreasesOrExceedsWhatTheReadsAllow() =>
        Gen.Select(
                Gen.OneOf(Gen.ULong[0, 1ul << 42], Gen.ULong[0, 2_000]),
                Gen.OneOf(Gen.Const((ulong?)null), Gen.ULong[1, 1ul << 41].Select(range => (ulong?)range)),
                Gen.Double[0, 400], Gen.Double[0, 50_000], Gen.Bool)
            .Array[1, 60]
            .Sample(reads =>
            {
                var fold = new EnergyFold();
                ulong? before = null;
                foreach (var (now, range, gap, recent, restarts) in reads)
                {
                    if (restarts)
                        fold.Restart();
                    var (total, wraps) = (fold.Total.Microjoules, fold.Wraps);
                    var step = fold.Add(now, range, TimeSpan.FromSeconds(gap), new Power(recent));
                    var counted = fold.Total.Microjoules - total;

                    Assert.True(fold.Total.Microjoules >= total);
                    Assert.Equal(step == EnergyStep.Wrapped ? 1 : 0, fold.Wraps - wraps);
                    Assert.Equal(before is null || restarts, step == EnergyStep.Started);
                    Assert.Equal(
                        step switch
                        {
                            EnergyStep.Counted => now - before!.Value,
                            EnergyStep.Wrapped => range!.Value - before!.Value + now,
                            _ => 0ul,
                        },
                        counted);
                    Assert.True(counted <= (gap * 1e10) + 1e9 + 1);
                    before = now;
                }
            });

    static EnergyFold Folded(ulong first)
    {
        var fold = new EnergyFold();
        fold.Add(first, Range, TimeSpan.Zero, default);
        return fold;
    }
}
