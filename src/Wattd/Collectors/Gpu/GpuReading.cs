using System.Collections.Immutable;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>
/// The values of one GPU. Null is a value that could not be read; a GPU that is down (<see cref="Up"/> false) has no values.
/// </summary>
record struct GpuReading
{
    /// <summary>False for a GPU that is down; its readings are then absent. It is lost unless <see cref="TimedOut"/>.</summary>
    public bool Up;

    /// <summary>Whether it is down only because it gave no answer in time: it may be slow, or wait for another one that hangs.</summary>
    public bool TimedOut;

    /// <summary>Instant power in watts, else any power that the driver reports.</summary>
    public double? PowerDrawWatts;

    /// <summary>
    /// The highest <see cref="PowerDrawWatts"/>, in watts, and the highest <see cref="EncoderUtilizationPercent"/> within the last
    /// <see cref="CollectorOptions.PeakWindow"/>.
    /// </summary>
    public double? PowerDrawMaxWatts, EncoderUtilizationMaxPercent;

    /// <summary>How often it drew how much, since the daemon first saw it; null unless the settings want it.</summary>
    public Distribution? PowerDistribution;

    /// <summary>Power averaged by the driver (1 s on Ampere and newer), in watts.</summary>
    public double? PowerAverageWatts;

    /// <summary>The enforced power limit, in watts.</summary>
    public double? PowerLimitWatts;

    /// <summary>
    /// The driver's energy counter, in joules since the driver was loaded (Volta and newer); null if there is none.
    /// </summary>
    public double? EnergyJoules;

    /// <summary>Core temperature, in degrees Celsius.</summary>
    public double? TemperatureCelsius;

    /// <summary>0 to 100.</summary>
    public double? UtilizationPercent, MemoryUtilizationPercent, EncoderUtilizationPercent, DecoderUtilizationPercent;

    /// <summary>The frame buffer, in bytes.</summary>
    public double? MemoryUsedBytes, MemoryReservedBytes, MemoryTotalBytes;

    /// <summary>Current clocks, in MHz.</summary>
    public double? GraphicsClockMhz, SmClockMhz, MemoryClockMhz, VideoClockMhz;

    /// <summary>0 to 100 of the fan's maximum; absent on passively cooled boards.</summary>
    public double? FanSpeedPercent;

    /// <summary>Performance state, 0 (fastest) to 15.</summary>
    public double? PerformanceState;

    /// <summary>The current PCIe link.</summary>
    public double? PcieLinkGeneration, PcieLinkWidth;

    /// <summary>NVENC sessions and their mean frame rate.</summary>
    public double? EncoderSessions, EncoderAverageFps;

    /// <summary>Mean encode latency in seconds; it counts queued frames.</summary>
    public double? EncoderAverageLatencySeconds;

    /// <summary>The NVENC sessions; null if the driver did not list them, empty if there is none.</summary>
    public ImmutableArray<EncoderSession>? EncoderSessionList;

    /// <summary>
    /// The processes on the GPU, by pid; null if the driver did not list them or <see cref="GpuProcessDemand"/> does
    /// not want them, empty if there is none.
    /// </summary>
    public ImmutableArray<GpuProcess>? Processes;

    /// <summary>What the driver reported of processes and was wrong; null while they are not wanted, and from nvidia-smi.</summary>
    public DroppedSamples? DroppedSamples;

    /// <summary>0 none, 1 reset, 2 reboot, 3 drain, 4 drain and reset; others are actions of newer drivers.</summary>
    public double? RecoveryAction;

    /// <summary>Why it is throttled; null if the driver does not report it.</summary>
    public ThrottleReasons? Throttle;

    /// <summary>Memory errors since the driver was loaded (volatile).</summary>
    public double? EccCorrectedErrors, EccUncorrectedErrors;

    /// <summary>The JPEG decoder and the optical flow accelerator, 0 to 100.</summary>
    public double? JpegUtilizationPercent, OfaUtilizationPercent;

    /// <summary>Encoder capacity that is left for a codec, 0 to 100.</summary>
    public double? EncoderCapacityH264Percent, EncoderCapacityHevcPercent, EncoderCapacityAv1Percent;

    /// <summary>The driver's highest own samples since the last reading, which fill the gaps between readings in the maxima.</summary>
    public double? PowerSampledMaxWatts, EncoderUtilizationSampledMaxPercent;

    /// <summary>Temperature of the memory, in degrees Celsius; boards with HBM have it.</summary>
    public double? MemoryTemperatureCelsius;

    /// <summary>
    /// Core temperatures at which the clocks are reduced and at which the GPU shuts down, in degrees Celsius. Boards that report
    /// margins instead have none.
    /// </summary>
    public double? SlowdownTemperatureCelsius, ShutdownTemperatureCelsius;

    /// <summary>The board's default power limit, and the range of limits that can be set, in watts.</summary>
    public double? PowerLimitDefaultWatts, PowerLimitMinWatts, PowerLimitMaxWatts;

    /// <summary>The highest clocks of the board, in MHz.</summary>
    public double? MaxGraphicsClockMhz, MaxSmClockMhz, MaxMemoryClockMhz, MaxVideoClockMhz;

    /// <summary>How long it was throttled for a reason since the driver was loaded, in seconds.</summary>
    public double? ThrottledBySoftwarePowerCapSeconds, ThrottledBySyncBoostSeconds, ThrottledBySoftwareThermalSeconds,
        ThrottledByHardwareThermalSeconds, ThrottledByHardwarePowerBrakeSeconds;

    /// <summary>Bytes that it sent and received over PCIe; the counter wraps in the driver, and not here.</summary>
    public double? PcieTransmittedBytes, PcieReceivedBytes;

    /// <summary>Packets that were sent over PCIe again, since the driver was loaded.</summary>
    public double? PcieReplays;

    /// <summary>Rows of memory that were replaced by spare ones after errors of a kind (Ampere and newer).</summary>
    public double? RemappedRowsCorrectable, RemappedRowsUncorrectable;

    /// <summary>1 if a row will be replaced at the next reset; 1 if a replacement has failed.</summary>
    public double? RemappedRowsPending, RemappedRowsFailure;

    /// <summary>Pages of memory that are no longer used after errors of a kind (older than Ampere).</summary>
    public double? RetiredPagesSingleBit, RetiredPagesDoubleBit;

    /// <summary>1 if a page will be retired at the next reset.</summary>
    public double? RetiredPagesPending;

    /// <summary>
    /// The XIDs that it has reported since the daemon started, by number; a lost GPU keeps them. Null if the driver does not report
    /// them to the source in use, and never has.
    /// </summary>
    public IReadOnlyList<SeenXid>? Xids;
}
