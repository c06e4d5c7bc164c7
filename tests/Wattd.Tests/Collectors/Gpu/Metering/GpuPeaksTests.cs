using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Metering;

namespace Wattd.Tests.Collectors.Gpu.Metering;

public class GpuPeaksTests
{
    static readonly GpuIdentity First = new() { Index = 0, BusId = "00000000:01:00.0", Uuid = "GPU-1" };
    static readonly GpuIdentity Second = new() { Index = 1, BusId = "00000000:02:00.0", Uuid = "GPU-2" };

    readonly FakeTimeProvider _time = new();
    readonly GpuPeaks _peaks;

    public GpuPeaksTests() => _peaks = new GpuPeaks(new GpuOptions { PeakWindow = TimeSpan.FromSeconds(10), PeakHistogram = true }, _time);

    GpuReading[] Add(GpuInventory inventory, params GpuReading[] readings)
    {
        _peaks.Add(_time.GetTimestamp(), inventory, readings);
        _time.Advance(TimeSpan.FromSeconds(1));
        return readings;
    }

    static GpuInventory Of(params GpuIdentity[] gpus) => new("nvml", "580", gpus.Length, [.. gpus]);

    static GpuReading Reading(double? watts, double? encoder) =>
        new() { Up = true, PowerDrawWatts = watts, EncoderUtilizationPercent = encoder };

    [Fact]
    public void EachGpuHasItsOwnMaxima()
    {
        var inventory = Of(First, Second);
        Add(inventory, Reading(300, 80), Reading(50, 0));
        var now = Add(inventory, Reading(100, 90), Reading(60, 5));
        Assert.Equal([(300.0, 90.0), (60.0, 5.0)], now.Select(reading => (reading.PowerDrawMaxWatts!.Value, reading.EncoderUtilizationMaxPercent!.Value)));
    }

    [Fact]
    public void TheDriversSamplesBetweenTwoReadingsAreInTheMaximaForOneWindow()
    {
        Add(Of(First), Reading(100, 10));
        var now = Assert.Single(Add(Of(First), Reading(110, 20) with { PowerSampledMaxWatts = 300, EncoderUtilizationSampledMaxPercent = 95 }));
        Assert.Equal((300.0, 95.0), (now.PowerDrawMaxWatts, now.EncoderUtilizationMaxPercent));

        // The window is 10 s, and up to a second longer.
        for (var second = 0; second < 11; second++)
            now = Assert.Single(Add(Of(First), Reading(110, 20)));
        Assert.Equal((110.0, 20.0), (now.PowerDrawMaxWatts, now.EncoderUtilizationMaxPercent));
    }

    [Fact]
    public void TheDriversSamplesAreNotInTheHistogramWhichHasReadingsOnly()
    {
        var distribution = Assert.Single(Add(Of(First), Reading(110, 20) with { PowerSampledMaxWatts = 300 })).PowerDistribution!;
        Assert.Equal((0, 0.0), distribution[PowerDistribution.Bounds.IndexOf(300)]);
    }

    [Fact]
    public void TheirPowerIsCountedByRange()
    {
        Add(Of(First), Reading(300, 80));
        Add(Of(First), Reading(null, 80));
        var distribution = Assert.Single(Add(Of(First), Reading(260, 0))).PowerDistribution!;
        Assert.Equal((2, 560.0), distribution[PowerDistribution.Bounds.IndexOf(300)]);
    }

    [Fact]
    public void TheyFollowAGpuThatMoves()
    {
        Add(Of(First, Second), Reading(300, 80), Reading(50, 0));
        Assert.Equal(300, Add(Of(Second, First), Reading(50, 0), Reading(100, 10))[1].PowerDrawMaxWatts);
    }

    [Fact]
    public void AValueThatIsNeverReadHasNoMaximum()
    {
        var reading = Assert.Single(Add(Of(First), Reading(null, null)));
        Assert.Null(reading.PowerDrawMaxWatts);
        Assert.Null(reading.EncoderUtilizationMaxPercent);
    }
}
