using CsCheck;
using Wattd.Collectors.Cpu;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Cpu.Metering;

/// <summary>A counter that jumps loses only the step in which it jumped.</summary>
public sealed class CounterGlitchTests
{
    const double Watts = 100;

    public static TheoryData<double, double, ulong, ulong> Jumps => new()
    {
        { 0.1, 1, PowercapTreeBuilder.IntelRange, 1ul << 62 },
        { 0.1, 1, PowercapTreeBuilder.IntelRange, 60_000_000_000 },
        { 0.1, 1, PowercapTreeBuilder.IntelRange, 200_000_000_000 },
        { 1, 1, PowercapTreeBuilder.IntelRange, 150_000_000_000 },
        { 0.1, 0.1, PowercapTreeBuilder.AmdRange, 40_000_000_000 },
        { 0.01, 0.01, PowercapTreeBuilder.AmdRange, 40_000_000_000 },
        { 10, 10, PowercapTreeBuilder.IntelRange, 150_000_000_000 },
        { 0.1, 1, ulong.MaxValue, ulong.MaxValue - 20_000_000_000 },
    };

    [Theory]
    [MemberData(nameof(Jumps))]
    public void AZoneThatJumpsOnceMeasuresAgainWithinItsWindow(double interval, double window, ulong range, ulong jump)
    {
        using var node = Node(interval, window);
        var zone = node.Tree.Zone("intel-rapl:0", "package-0", 1_000_000, range);
        var steps = (int)Math.Ceiling(window / interval) + 1;
        Run(node, zone, interval, 3 * steps, out var before);

        zone.Energy += jump;
        node.Sample(interval);
        Assert.Equal(before, Energy(node));
        Assert.Null(Power(node));
        Run(node, zone, interval, steps, out var after);

        Assert.Equal(Watts, Power(node)!.Value, 1);
        Assert.Equal(before + (steps * interval * Watts), after, 3);
        Assert.Equal(1, node.Failures(CpuFailure.CounterReset));
        Assert.Equal(0, node.Failures(CpuFailure.Gap));
        Assert.Equal(["CpuMeasured", "ZoneCounterReset"], node.Log.Events);
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void AZoneThatJumpsForOneReadMeasuresAgainWithinItsWindow(double interval, double window, ulong range, ulong jump)
    {
        using var node = Node(interval, window);
        var zone = node.Tree.Zone("intel-rapl:0", "package-0", 2_000_000_000, range);
        var steps = (int)Math.Ceiling(window / interval) + 1;
        Run(node, zone, interval, 3 * steps, out var before);

        var right = zone.Energy;
        zone.Energy = right + jump;
        node.Sample(interval);
        zone.Energy = right;
        node.Sample(interval);
        Assert.InRange(Energy(node), before, before + 3_100);
        Run(node, zone, interval, steps, out _);

        Assert.Equal(Watts, Power(node)!.Value, 1);
        Assert.Equal(["CpuMeasured", "ZoneCounterReset"], node.Log.Events);
    }

    [Fact]
    public void AMeanThatNoZoneDrawsIsAbsent()
    {
        using var node = Node(0.01, 0.01);
        var zone = node.Tree.Zone("intel-rapl:0", "package-0", 1_000_000, PowercapTreeBuilder.IntelRange);
        Run(node, zone, 0.01, 4, out var before);

        // A virtual counter that is updated once a second: 500 J at once are 50 kW over 10 ms.
        zone.Energy += 500_000_000;
        node.Sample(0.01);

        Assert.Equal(before + 500, Energy(node), 3);
        Assert.Null(Power(node));
        Run(node, zone, 0.01, 2, out _);
        Assert.Equal(Watts, Power(node)!.Value, 1);
    }

    [Fact]
    public void ACounterThatFallsToZeroAndReturnsAddsNothing()
    {
        using var node = Node(0.1, 1);
        var zone = node.Tree.Zone("intel-rapl:0", "package-0", 200_000_000_000);
        node.Sample(0.1);
        foreach (var energy in (ulong[])[200_000_000_000, 0, 200_000_000_000, 200_000_000_000])
        {
            zone.Energy = energy;
            node.Sample(0.1);
            Assert.Equal(0, Energy(node));
        }
        Assert.Equal(2, node.Failures(CpuFailure.CounterReset));
        Assert.Equal(["CpuMeasured", "ZoneCounterReset"], node.Log.Events);
    }

    [Fact]
    public void ACounterThatAlternatesOverTheLargestRangeCountsNothing()
    {
        using var node = Node(0.1, 1);
        var zone = node.Tree.Zone("intel-rapl:0", "package-0", 0, ulong.MaxValue);
        for (var tick = 0; tick < 40; tick++)
        {
            zone.Energy = tick % 2 == 0 ? 0 : ulong.MaxValue;
            node.Sample(0.1);
            Assert.Equal(0, Energy(node));
            Assert.Null(Power(node));
        }
    }

    /// <summary>
    /// A zone with plausible power, on a counter that shows arbitrary values for some reads. The counted energy is
    /// never more than was spent, apart from the undetectable part of one step, and a second after the last glitch the
    /// power is right.
    /// </summary>
    [Fact]
    public void DuringAnyGlitchTheEnergyIsNeverMoreThanWasSpentAndThePowerRecovers()
    {
        (double, double)[] timings = [(0.1, 1), (1, 1), (0.1, 0.1), (0.05, 2), (10, 10)];
        ulong[] ranges = [PowercapTreeBuilder.IntelRange, PowercapTreeBuilder.AmdRange, ulong.MaxValue];
        var shown = Gen.OneOf(Gen.Const(0ul), Gen.Const(ulong.MaxValue), Gen.Const(1ul << 62), Gen.ULong[0, 262_143_328_850]);
        var episodes = Gen.Select(Gen.Int[1, 30], Gen.Double[0, 500], shown.Array[0, 3]);
        Gen.Select(Gen.Int[0, timings.Length - 1], Gen.Int[0, ranges.Length - 1], Gen.Double[0, 1], episodes.Array[1, 6]).Sample(
            (timing, choice, start, episodes) =>
            {
                var ((interval, window), range) = (timings[timing], ranges[choice]);
                using var node = Node(interval, window);
                var first = (ulong)(start * Math.Min(range, 1e15));
                var zone = node.Tree.Zone("intel-rapl:0", "package-0", first, range);
                node.Sample(interval);

                var (spent, glitches, last) = (0.0, 0, 0.0);
                void Tick(double watts, ulong? shows)
                {
                    spent += watts * interval * 1e6;
                    zone.Energy = shows ?? Wrapped(first, (ulong)spent, range);
                    node.Sample(interval);
                    glitches += shows is null ? 0 : 1;
                    // Into the glitch and out of it, each a step within the bound at most.
                    var unseen = 2 * glitches * ((10_000 * interval) + 1_000);
                    if (node.Reading("package_0/0")!.Value.Energy is { } energy)
                    {
                        Assert.InRange(energy.Joules, last, (spent / 1e6) + unseen + 1e-3);
                        last = energy.Joules;
                    }
                }
                foreach (var (ticks, watts, glitch) in episodes)
                {
                    for (var tick = 0; tick < ticks; tick++)
                        Tick(watts, null);
                    foreach (var value in glitch)
                        Tick(watts, value);
                }
                for (var tick = 0; tick <= Math.Ceiling(window / interval) + 1; tick++)
                    Tick(Watts, null);
                Assert.Equal(Watts, Power(node)!.Value, 1);
            },
            iter: 300);
    }

    static ulong Wrapped(ulong first, ulong spent, ulong range) => (ulong)(((UInt128)first + spent) % range);

    static SampledNode Node(double interval, double window) => new(new CpuOptions
    {
        Interval = TimeSpan.FromSeconds(interval),
        Window = TimeSpan.FromSeconds(window),
    });

    /// <summary>Samples several times while the zone draws its watts; no gauge may show more.</summary>
    static void Run(SampledNode node, PlantedZone zone, double interval, int ticks, out double energy)
    {
        for (var tick = 0; tick < ticks; tick++)
        {
            if (node.Sampler.Status.Samples > 0)
                zone.Energy += (ulong)(Watts * interval * 1e6);
            node.Sample(interval);
            Assert.InRange(Power(node) ?? Watts, Watts - 0.01, Watts + 0.01);
        }
        energy = Energy(node);
    }

    static double Energy(SampledNode node) => node.Reading("package_0/0")!.Value.Energy!.Value.Joules;

    static double? Power(SampledNode node) => node.Reading("package_0/0")!.Value.Power?.Watts;
}
