using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Encodes;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Collectors.Encodes.Splitting;

namespace Wattd.Tests.Collectors.Encodes.Splitting;

/// <summary>The parts add up to the counters, to the microjoule, whatever happens.</summary>
public sealed class SplitPropertyTests
{
    const int Ticks = 1_000_000;

    static readonly Component[] Zones = [.. Enumerable.Range(0, 4).Select(i => CpuComponent.Of($"package_{i}", $"{i}")!)];

    [Fact]
    public void OverAMillionRandomTicksTheSharesAndTheRestAreWhatTheCountersCounted()
    {
        var random = new Random(17);
        var encodes = new EncodeTable(new EncodesOptions { Most = 80, Linger = TimeSpan.Zero });
        var node = new NodeSplit(new EncodesOptions { IdleWatts = 60 }, encodes, NullLogger.Instance);
        var split = node.All[NodeSplit.Cpu];
        var counters = new ulong[Zones.Length];
        var seen = new ulong[Zones.Length];
        var credited = new Dictionary<Encode, ulong>();
        var (at, busy, expected, gone) = (TimeSpan.Zero, 0UL, 0UL, 0UL);
        SplitParts before = default;
        var (cuts, births, deaths, shared) = (0, 0, 0, 0);

        for (var tick = 0; tick < Ticks; tick++)
        {
            at += TimeSpan.FromMilliseconds(random.Next(0, 3000));
            // Births, deaths and restarts.
            if (random.Next(20) == 0)
            {
                var encode = encodes.Of(new CgroupUse($"encode.slice/{random.Next(90)}.service", (ulong)tick, FoundBy.Match, 0, CgroupState.Populated));
                if (encode.IsRunning)
                {
                    encode.End(at);
                    encode.Record(default, at, node.All);
                    deaths++;
                }
                else
                {
                    encode.Start((ulong)tick, at, default);
                    credited.TryAdd(encode, 0);
                    births++;
                }
            }
            if (random.Next(100) == 0)
            {
                encodes.Forget(at + TimeSpan.FromSeconds(1));
                foreach (var (encode, energy) in credited.Where(entry => !encodes.All.Contains(entry.Key)).ToList())
                {
                    gone += energy;
                    credited.Remove(encode);
                }
            }

            // Some windows have more use by the encodes than the machine had, or no use at all.
            foreach (var encode in encodes.All)
            {
                var used = random.Next(4) == 0 ? 0 : Amount(random);
                encode.Use(used);
                busy += random.Next(10) == 0 ? 0 : used;
            }
            busy += random.Next(3) == 0 ? 0 : Amount(random);

            // A zone stands still, is lost, or jumps, as after a window in which nothing was read.
            var energies = ImmutableArray.CreateBuilder<ComponentEnergy>();
            for (var i = 0; i < Zones.Length; i++)
            {
                counters[i] += random.Next(5) == 0 ? 0 : Amount(random);
                if (random.Next(12) == 0)
                    continue;
                energies.Add(new ComponentEnergy(Zones[i], new Energy(counters[i])));
            }
            if (random.Next(15) == 0)
                continue;
            foreach (var (component, energy, _) in energies)
            {
                var zone = Array.IndexOf(Zones, component);
                expected += energy.Microjoules - seen[zone];
                seen[zone] = energy.Microjoules;
            }

            node.Cut(NodeSplit.Cpu, energies.ToImmutable(), at, random.Next(30) == 0 ? null : busy, isIdle: random.Next(50) == 0);
            cuts++;
            if (split.Totals is not { } totals)
                continue;
            Assert.True(totals.Encodes >= before.Encodes && totals.Other >= before.Other && totals.Idle >= before.Idle, $"a part went back in tick {tick}");
            before = totals;
            Assert.Equal(expected, split.Measured.Microjoules);
            Assert.Equal(expected, totals.Encodes + totals.Other + totals.Idle);
            ulong living = 0;
            foreach (var encode in encodes.All)
            {
                var energy = encode.EnergyOf(NodeSplit.Cpu);
                Assert.True(energy >= credited.GetValueOrDefault(encode), $"an encode went back in tick {tick}");
                credited[encode] = energy;
                living += energy;
            }
            Assert.Equal(totals.Encodes, living + gone);
            shared += totals.Encodes > 0 ? 1 : 0;
        }
        // Otherwise nothing was tested.
        Assert.True(cuts > Ticks / 2 && births > 10_000 && deaths > 10_000 && shared > Ticks / 2, $"{cuts} {births} {deaths} {shared}");
        Assert.True(before is { Other: > 0, Idle: > 0 });
    }

    [Fact]
    public void AmountsBeyondSixtyThreeBitsAreSharedExactly()
    {
        var random = new Random(64);
        for (var tick = 0; tick < 100_000; tick++)
        {
            var uses = new ulong[random.Next(80)];
            for (var i = 0; i < uses.Length; i++)
                uses[i] = (ulong)random.NextInt64() << random.Next(2);
            var (energy, floor) = ((ulong)random.NextInt64() << random.Next(2), (ulong)random.NextInt64() >> random.Next(64));
            var shares = new ulong[uses.Length];
            var parts = EnergySplit.Cut(energy, floor, uses, (ulong)random.NextInt64() >> random.Next(64), shares);
            Assert.Equal(energy, parts.Encodes + parts.Other + parts.Idle);
            Assert.Equal(parts.Encodes, shares.Aggregate(0UL, (sum, share) => sum + share));
            Assert.True(parts.Idle <= energy);
        }
    }

    [Fact]
    public void ThreeToOneOf250WattsAbove60AreShared()
    {
        var shares = new ulong[2];
        Assert.Equal(new SplitParts(190_000_000, 0, 60_000_000), EnergySplit.Cut(250_000_000, 60_000_000, [3_000_000, 1_000_000], 4_000_000, shares));
        Assert.Equal([142_500_000UL, 47_500_000UL], shares);
    }

    [Fact]
    public void WithoutUseNobodyGetsAnything()
    {
        var shares = new ulong[2];
        Assert.Equal(new SplitParts(0, 5, 0), EnergySplit.Cut(5, 0, [0, 0], 0, shares));
        Assert.Equal([0UL, 0UL], shares);
    }

    /// <summary>From nothing to an hour at 10 MW; half of them small, so that rounding matters.</summary>
    static ulong Amount(Random random) => (ulong)random.NextInt64(1L << random.Next(1, 36));
}
