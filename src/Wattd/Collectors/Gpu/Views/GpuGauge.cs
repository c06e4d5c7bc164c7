using System.Collections.Immutable;
using Wattd.Metrics;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>A gauge with one series for each GPU, and the value that it shows.</summary>
/// <param name="Family">The metric family.</param>
/// <param name="Read">Its value in a reading; null if it could not be read.</param>
sealed record GpuGauge(MetricFamily Family, GpuGauge.Reader Read)
{
    public delegate double? Reader(in GpuReading reading);

    /// <summary>Whether only a daemon shows it, because a page that is printed once has seen no more than a moment. The default is false.</summary>
    public bool IsServedOnly { get; private init; }

    /// <summary>All such gauges.</summary>
    public static readonly ImmutableArray<GpuGauge> All =
    [
        new(GpuFamilies.PowerDraw, static (in reading) => Digits.Milli(reading.PowerDrawWatts)),
        new(GpuFamilies.PowerDrawMax, static (in reading) => Digits.Milli(reading.PowerDrawMaxWatts)) { IsServedOnly = true },
        new(GpuFamilies.PowerAverage, static (in reading) => Digits.Milli(reading.PowerAverageWatts)),
        new(GpuFamilies.PowerLimit, static (in reading) => Digits.Milli(reading.PowerLimitWatts)),
        new(GpuFamilies.Temperature, static (in reading) => reading.TemperatureCelsius),
        new(GpuFamilies.Utilization, static (in reading) => reading.UtilizationPercent),
        new(GpuFamilies.MemoryUtilization, static (in reading) => reading.MemoryUtilizationPercent),
        new(GpuFamilies.EncoderUtilization, static (in reading) => reading.EncoderUtilizationPercent),
        new(GpuFamilies.EncoderUtilizationMax, static (in reading) => reading.EncoderUtilizationMaxPercent) { IsServedOnly = true },
        new(GpuFamilies.DecoderUtilization, static (in reading) => reading.DecoderUtilizationPercent),
        new(GpuFamilies.EncoderSessions, static (in reading) => reading.EncoderSessions),
        new(GpuFamilies.EncoderAverageFps, static (in reading) => reading.EncoderAverageFps),
        new(GpuFamilies.EncoderAverageLatency, static (in reading) => reading.EncoderAverageLatencySeconds),
        new(GpuFamilies.MemoryUsed, static (in reading) => reading.MemoryUsedBytes),
        new(GpuFamilies.MemoryReserved, static (in reading) => reading.MemoryReservedBytes),
        new(GpuFamilies.MemoryTotal, static (in reading) => reading.MemoryTotalBytes),
        new(GpuFamilies.GraphicsClock, static (in reading) => reading.GraphicsClockMhz),
        new(GpuFamilies.SmClock, static (in reading) => reading.SmClockMhz),
        new(GpuFamilies.MemoryClock, static (in reading) => reading.MemoryClockMhz),
        new(GpuFamilies.VideoClock, static (in reading) => reading.VideoClockMhz),
        new(GpuFamilies.FanSpeed, static (in reading) => reading.FanSpeedPercent),
        new(GpuFamilies.PerformanceState, static (in reading) => reading.PerformanceState),
        new(GpuFamilies.PcieLinkGeneration, static (in reading) => reading.PcieLinkGeneration),
        new(GpuFamilies.PcieLinkWidth, static (in reading) => reading.PcieLinkWidth),
        new(GpuFamilies.RecoveryAction, static (in reading) => reading.RecoveryAction),
        new(GpuFamilies.JpegUtilization, static (in reading) => reading.JpegUtilizationPercent),
        new(GpuFamilies.OfaUtilization, static (in reading) => reading.OfaUtilizationPercent),
        new(GpuLimitFamilies.MemoryTemperature, static (in reading) => reading.MemoryTemperatureCelsius),
        new(GpuLimitFamilies.SlowdownTemperature, static (in reading) => reading.SlowdownTemperatureCelsius),
        new(GpuLimitFamilies.ShutdownTemperature, static (in reading) => reading.ShutdownTemperatureCelsius),
        new(GpuLimitFamilies.PowerLimitDefault, static (in reading) => Digits.Milli(reading.PowerLimitDefaultWatts)),
        new(GpuLimitFamilies.PowerLimitMin, static (in reading) => Digits.Milli(reading.PowerLimitMinWatts)),
        new(GpuLimitFamilies.PowerLimitMax, static (in reading) => Digits.Milli(reading.PowerLimitMaxWatts)),
        new(GpuLimitFamilies.MaxGraphicsClock, static (in reading) => reading.MaxGraphicsClockMhz),
        new(GpuLimitFamilies.MaxSmClock, static (in reading) => reading.MaxSmClockMhz),
        new(GpuLimitFamilies.MaxMemoryClock, static (in reading) => reading.MaxMemoryClockMhz),
        new(GpuLimitFamilies.MaxVideoClock, static (in reading) => reading.MaxVideoClockMhz),
        new(GpuRepairFamilies.RowsPending, static (in reading) => reading.RemappedRowsPending),
        new(GpuRepairFamilies.RowsFailure, static (in reading) => reading.RemappedRowsFailure),
        new(GpuRepairFamilies.PagesPending, static (in reading) => reading.RetiredPagesPending),
    ];
}
