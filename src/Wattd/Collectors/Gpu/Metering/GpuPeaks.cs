using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.Metering;

/// <summary>The maxima and the distribution of power of every GPU that is present or was recently.</summary>
/// <param name="options">Their window, and whether to keep distributions.</param>
/// <param name="time">The monotonic clock.</param>
sealed class GpuPeaks(CollectorOptions options, TimeProvider time)
{
    readonly ByGpu<Peaks> _all = new(() => new Peaks(
        new PeakWindow(options.PeakWindow), new PeakWindow(options.PeakWindow), PowerDistribution.For(options)));
    readonly long _origin = time.GetTimestamp();

    /// <summary>Sets the maxima of each reading.</summary>
    /// <param name="timestamp">When they were taken, on the monotonic clock.</param>
    /// <param name="inventory">The GPUs as the source reports them.</param>
    /// <param name="readings">The readings of the source.</param>
    public void Add(long timestamp, GpuInventory inventory, Span<GpuReading> readings)
    {
        var (all, at) = (_all.Of(inventory), time.GetElapsedTime(_origin, timestamp));
        for (var i = 0; i < readings.Length; i++)
        {
            ref var reading = ref readings[i];
            var (power, encoder, distribution) = all[i];
            power.Add(at, reading.PowerDrawWatts ?? double.NaN);
            encoder.Add(at, reading.EncoderUtilizationPercent ?? double.NaN);
            // The driver's samples since the last reading are put into the second of this one: their times are on another clock.
            power.Add(at, reading.PowerSampledMaxWatts ?? double.NaN);
            encoder.Add(at, reading.EncoderUtilizationSampledMaxPercent ?? double.NaN);
            if (reading.PowerDrawWatts is { } watts)
                distribution?.Add(watts);
            reading.PowerDistribution = distribution;
            (reading.PowerDrawMaxWatts, reading.EncoderUtilizationMaxPercent) = (power.Max(at), encoder.Max(at));
        }
    }

    sealed record Peaks(PeakWindow Power, PeakWindow Encoder, Distribution? Distribution);
}
