using CsCheck;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;
using Wattd.Collectors.Wall;

namespace Wattd.Tests.Collectors.Wall;

public class WallReadingsTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    static readonly WallInventory Meters = new([new WallMeter("acpi", "acpi0"), new WallMeter("acpi", "acpi1")]);

    readonly CollectorStatus _status = new("wall", Second, WallFailure.All, TimeProvider.System);
    readonly WallReadings _readings;

    public WallReadingsTests() => _readings = new WallReadings(new WallOptions(), _status);

    WallReading[] Of(double seconds, params WallValue[] values) => _readings.Of(TimeSpan.FromSeconds(seconds), new WallAnswer(Meters, [.. values]), Second, out _);

    static WallValue Watts(double watts) => new(watts);

    [Theory]
    [InlineData(0)]
    [InlineData(65_535)]
    [InlineData(4_294_967.295)]
    [InlineData(160_000)]
    public void NonsenseIsAbsentAndCounted(double watts)
    {
        var readings = _readings.Of(Second, new WallAnswer(Meters, [Watts(watts), Watts(300)]), Second, out var values);
        Assert.Null(readings[0].Power);
        Assert.Equal(300, readings[1].Power!.Value.Watts);
        Assert.Equal((WallFailure.Nonsense, ""), (values[0].Reason, values[1].Reason));
        Assert.Contains("acpi0 shows", values[0].Problem, StringComparison.Ordinal);
        Assert.Equal(1, _status.Failures.Single(one => one.Reason == WallFailure.Nonsense).Count);
    }

    [Fact]
    public void AMeterThatIsLeftAloneHasNoReadingAndIsNoFailure()
    {
        var readings = Of(0, new WallValue(null), Watts(300));
        Assert.Equal((null, 300), (readings[0].Power, readings[1].Power!.Value.Watts));
        Assert.All(_status.Failures, failure => Assert.Equal(0, failure.Count));
    }

    [Fact]
    public void EnergyIsTheTrapezoidOfThePower()
    {
        Of(0, Watts(100), Watts(50));
        Of(1, Watts(200), Watts(50));
        var readings = Of(3, Watts(200), Watts(50));
        Assert.Equal([150 + 400, 150], readings.Select(reading => reading.Energy!.Value.Joules));
    }

    [Fact]
    public void AfterMoreThanThreeIntervalsTheEnergyInBetweenIsUnknown()
    {
        Of(0, Watts(100), Watts(50));
        Of(1, Watts(100), Watts(50));
        var readings = Of(4.1, Watts(100), Watts(50));
        Assert.Equal(100, readings[0].Energy!.Value.Joules);
        Assert.Equal(200, Of(5.1, Watts(100), Watts(50))[0].Energy!.Value.Joules);
    }

    [Fact]
    public void AReadingThatIsMissedIsBridged()
    {
        Of(0, Watts(100), Watts(50));
        Of(1, new WallValue(null, WallFailure.NoData, "none"), Watts(50));
        Assert.Equal(200, Of(2, Watts(100), Watts(50))[0].Energy!.Value.Joules);
    }

    [Fact]
    public void EnergyNeverDecreasesAndIsAtMostThePeakTimesTheTime() =>
        Gen.Select(Gen.Double[0.1, 5], Gen.Double[-10, 30_000]).Array[1, 100].Sample(steps =>
        {
            var readings = new WallReadings(new WallOptions(), new CollectorStatus("wall", Second, WallFailure.All, TimeProvider.System));
            var (at, energy) = (0.0, new Energy(0));
            foreach (var (step, watts) in steps)
            {
                at += step;
                var reading = readings.Of(TimeSpan.FromSeconds(at), new WallAnswer(new WallInventory([Meters.Meters[0]]), [new WallValue(watts)]), Second, out _)[0];
                if (reading.Energy is not { } now)
                    continue;
                if (now.Microjoules < energy.Microjoules || now.Joules > (20_000 * at) + 1)
                    return false;
                energy = now;
            }
            return true;
        });
}
