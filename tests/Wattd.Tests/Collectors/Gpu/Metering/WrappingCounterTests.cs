using Wattd.Collectors.Gpu.Metering;

namespace Wattd.Tests.Collectors.Gpu.Metering;

public sealed class WrappingCounterTests
{
    const ulong Full = 1UL << 32;

    [Fact]
    public void TheFirstValueIsTheTotalSoFar() => Assert.Equal(123, new WrappingCounter().Add(123));

    [Fact]
    public void ACounterOf32BitsThatGetsSmallerHasWrapped()
    {
        var counter = new WrappingCounter();
        counter.Add(Full - 10);

        Assert.Equal(Full + 5, counter.Add(5));
        Assert.Equal(Full + 7, counter.Add(7));
    }

    [Fact]
    public void AWiderCounterThatGetsSmallerHasRestartedAndCountsNothing()
    {
        var counter = new WrappingCounter();
        counter.Add(Full + 10);

        Assert.Equal(Full + 10, counter.Add(5));
        Assert.Equal(Full + 12, counter.Add(7));
    }

    [Fact]
    public void AfterARestartTheNextValueIsANewBase()
    {
        var counter = new WrappingCounter();
        counter.Add(1_000);
        counter.Restart();

        Assert.Equal(1_000, counter.Add(20));
        Assert.Equal(1_005, counter.Add(25));
    }

    [Fact]
    public void StepsOfLessThan4GiBAddUpExactlyWhateverTheRegisterShows()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var counter = new WrappingCounter();
            var register = (uint)random.NextInt64(uint.MaxValue);
            double expected = register;
            Assert.Equal(expected, counter.Add(register));
            for (var i = 0; i < 500; i++)
            {
                var step = (uint)random.NextInt64(random.Next(2) == 0 ? 1_000 : uint.MaxValue);
                register += step;
                expected += step;
                Assert.Equal(expected, counter.Add(register));
            }
        }
    }

    [Fact]
    public void WhateverComesTheTotalNeverDecreases()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (counter, last) = (new WrappingCounter(), 0.0);
            for (var i = 0; i < 500; i++)
            {
                if (random.Next(20) == 0)
                    counter.Restart();
                var total = counter.Add((ulong)random.NextInt64() >> random.Next(12, 63));
                Assert.InRange(total, last, double.MaxValue);
                last = total;
            }
        }
    }
}
