using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Metering;

namespace Wattd.Tests.Collectors.Gpu.Metering;

public sealed class GpuEnergyTests
{
    static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(13);

    readonly FakeTimeProvider _time = new();
    readonly GpuEnergy _energy;

    public GpuEnergyTests() => _energy = new GpuEnergy(_time);

    [Fact]
    public void TheDriversCounterIsServedAsItIs()
    {
        Assert.Equal(7_654_321.5, Counter(7_654_321.5));
        Assert.Equal(7_654_421.5, Counter(7_654_421.5));
        Assert.True(_energy.HasCounter);
    }

    [Fact]
    public void ACounterThatRestartsContinuesFromItsValue()
    {
        Assert.Equal(5_000, Counter(5_000));
        Assert.Equal(5_000, Counter(3));
        Assert.Equal(5_100, Counter(103));
    }

    [Fact]
    public void ACounterThatJumpsIsNotFollowed()
    {
        Assert.Equal(5_000, Counter(5_000));
        Assert.Equal(5_000, Counter(5_000_000));
        Assert.Equal(5_000, Counter(5_050));
        Assert.Equal(5_100, Counter(5_150));
    }

    [Fact]
    public void ACounterThatIsAbsentOnceIsNotEstimated()
    {
        Assert.Equal(5_000, Counter(5_000));
        Assert.Null(Power(100));
        Assert.Equal(5_200, Counter(5_200));
    }

    [Fact]
    public void WithoutACounterPowerIsIntegratedFromZero()
    {
        Assert.Equal(0, Power(100));
        Assert.Equal(150, Power(200));
        Assert.Equal(350, Power(200));
        Assert.False(_energy.HasCounter);
    }

    [Fact]
    public void ATooLongGapIsNotIntegrated()
    {
        Assert.Equal(0, Power(100));
        Assert.Equal(1_300, Power(100, seconds: 13));
        Assert.Equal(1_300, Power(100, seconds: 13.1));
        Assert.Equal(1_400, Power(100));
    }

    [Fact]
    public void ALostGpuHasNoEnergyAndContinuesWhenItIsBack()
    {
        Power(100);
        Power(100);
        Assert.Null(Add("nvml", default));
        Assert.Equal(300, Power(100));
    }

    [Fact]
    public void AGpuWithNeitherHasNone()
    {
        Assert.Null(Add("nvml", new GpuReading { Up = true }));
        Assert.False(_energy.HasCounter);
    }

    [Fact]
    public void NvidiaSmiBridgesALossOfNvmlAndNothingIsCountedTwice()
    {
        Assert.Equal(5_000, Counter(5_000, watts: 100));
        Assert.Equal(5_100, Power(100, source: "nvidia-smi"));
        Assert.False(_energy.HasCounter);
        Assert.Equal(5_200, Power(100, source: "nvidia-smi"));
        // The counter has advanced in the meantime: it is more accurate.
        Assert.Equal(5_310, Counter(5_310, watts: 100));
        Assert.True(_energy.HasCounter);
    }

    [Fact]
    public void ACounterThatAppearsLateContinuesFromTheIntegral()
    {
        Power(100, source: "nvidia-smi");
        Assert.Equal(100, Power(100, source: "nvidia-smi"));
        Assert.Equal(100, Counter(7_654_321));
        Assert.Equal(200, Counter(7_654_421));
    }

    [Fact]
    public void ForAnyReadingsTheEnergyNeverDecreasesOrExceedsWhatAGpuDraws()
    {
        var step = Gen.Select(
            Gen.Double[0, 40], Gen.Bool, Gen.OneOf(Gen.Double[0, 1e12], Gen.Double[0, 1e4]).Nullable(),
            Gen.Double[0, 1_000].Nullable());

        step.List[1, 50].Sample(steps =>
        {
            var time = new FakeTimeProvider();
            var energy = new GpuEnergy(time);
            (double First, double Last)? told = null;
            var most = 0.0;
            foreach (var (seconds, isNvml, counter, watts) in steps)
            {
                time.Advance(TimeSpan.FromSeconds(seconds));
                // What a counter may gain (10 kW, 1 kJ at once), and what is integrated between two of its readings.
                most += 11_000 * seconds + 1_000;
                var reading = new GpuReading { Up = true, EnergyJoules = counter, PowerDrawWatts = watts };
                var source = isNvml ? "nvml" : "nvidia-smi";
                if (energy.Add(source, time.GetTimestamp(), reading, LongestGap) is not { } total)
                    continue;
                if (total < told?.Last || total - told?.First > most)
                    return false;
                told = (told?.First ?? total, total);
            }
            return true;
        });
    }

    double? Counter(double joules, double? watts = null) =>
        Add("nvml", new GpuReading { Up = true, EnergyJoules = joules, PowerDrawWatts = watts });

    double? Power(double watts, double seconds = 1, string source = "nvml") =>
        Add(source, new GpuReading { Up = true, PowerDrawWatts = watts }, seconds);

    double? Add(string source, GpuReading reading, double seconds = 1)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return _energy.Add(source, _time.GetTimestamp(), reading, LongestGap);
    }
}
