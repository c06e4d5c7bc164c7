using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Encodes.Splitting;
using Wattd.Collectors.Gpu;

namespace Wattd.Tests.Collectors.Encodes.Splitting;

public sealed class ComponentSplitTests
{
    static readonly Component First = CpuComponent.Of("package_0", "0")!, Second = CpuComponent.Of("package_1", "1")!;

    readonly ComponentSplit _split = new(ComponentSplit.Cpu, "", idleWatts: 10);
    readonly ulong[] _shares = new ulong[1];
    double _at;

    [Fact]
    public void TheFirstEnergyCountsFromZeroBecauseTheCountersStartWithWattd()
    {
        Cut(0, 0, 0, (First, 3));
        Assert.Equal(3_000_000UL, Sum());
    }

    [Fact]
    public void TheCounterOfAGpuStartedBeforeWattd()
    {
        var gpu = GpuComponent.Of("b", "n", "u");
        var split = new ComponentSplit(ComponentSplit.Gpu, "b", null);
        split.Cut([new ComponentEnergy(gpu, Energy.FromJoules(12_345))], default, [], 0, false, [], out _);
        split.Cut([new ComponentEnergy(gpu, Energy.FromJoules(12_375))], TimeSpan.FromSeconds(1), [], 0, false, [], out _);
        Assert.Equal(new SplitParts(0, 30_000_000, 0), split.Totals);
    }

    [Fact]
    public void AZoneThatWasLostAddsWhatItMissed()
    {
        Cut(1, 0, 0, (First, 20), (Second, 20));
        Cut(1, 0, 0, (First, 40));
        Assert.Equal(60_000_000UL, Sum());
        Cut(1, 0, 0, (First, 60), (Second, 55));
        Assert.Equal(115_000_000UL, Sum());
    }

    [Fact]
    public void WithoutACounterNothingIsKnownAndTheUsesAreForNothing()
    {
        Assert.True(Cut(1, 5, 5));
        Assert.Null(_split.Totals);
        Assert.False(_split.IsMeasured);
    }

    [Fact]
    public void WhileItsCounterIsLostTheUsesWait()
    {
        Cut(1, 0, 0, (First, 10));
        Assert.False(Cut(1, 500_000, 1_000_000));
        Assert.False(_split.IsMeasured);
        // Two seconds at 10 W are idle, and of the other 80 J half is the encode's: it used half of both windows.
        Assert.True(Cut(1, 1_000_000, 2_000_000, (First, 110)));
        Assert.Equal(40_000_000UL, _shares[0]);
    }

    [Fact]
    public void WithoutTheTimeOfTheMachineNoEncodeGetsAShare()
    {
        Cut(1, 0, 0, (First, 10));
        Cut(1, 500_000, null, (First, 110));
        Assert.Equal(0UL, _shares[0]);
        Assert.Equal(new SplitParts(0, 90_000_000, 20_000_000), _split.Totals);
    }

    ulong Sum() => _split.Totals is { } parts ? parts.Encodes + parts.Other + parts.Idle : 0;

    bool Cut(double seconds, ulong use, ulong? whole, params (Component Zone, double Joules)[] energies)
    {
        _at += seconds;
        return _split.Cut(
            [.. energies.Select(energy => new ComponentEnergy(energy.Zone, Energy.FromJoules(energy.Joules)))],
            TimeSpan.FromSeconds(_at), [use], whole, isIdle: false, _shares, out _);
    }
}
