using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Processes;

namespace Wattd.Collectors.Gpu;

/// <summary>The GPUs of the synthetic node: two boards with encoders, the first busy, the second less so.</summary>
/// <param name="options">The GPU settings.</param>
/// <param name="time">The monotonic clock.</param>
/// <param name="processes">Whether to read the processes; null for what the settings say.</param>
sealed class SimulatedGpuSource(GpuOptions options, TimeProvider time, GpuProcessDemand? processes = null) : IGpuSource
{
    /// <summary>What a session receives in a second: 60 frames of 1920x1080 at 12 bits a pixel.</summary>
    const double BytesPerSession = 60 * 1920 * 1080 * 1.5;

    readonly GpuProcessDemand _processes = processes ?? new GpuProcessDemand(options.Processes);
    readonly SimulatedSessions _first = new(
    [
        new(1, 2101, EncoderCodec.H264, 1920, 1080), new(2, 2102, EncoderCodec.H264, 1920, 1080),
        new(3, 2103, EncoderCodec.H264, 1920, 1080), new(4, 2104, EncoderCodec.Hevc, 1920, 1080),
        new(5, 2104, EncoderCodec.Hevc, 1280, 720), new(6, 2105, EncoderCodec.Av1, 3840, 2160),
    ]);

    readonly SimulatedSessions _second = new(
    [
        new(1, 2201, EncoderCodec.H264, 1920, 1080), new(2, 2202, EncoderCodec.H264, 1280, 720),
        new(3, 2203, EncoderCodec.Hevc, 3840, 2160),
    ]);

    readonly long _start = time.GetTimestamp();
    readonly GpuInventory _inventory = new("simulated", "0.0", 2, [Board(0, "01"), Board(1, "81")]);

    public string Name => "simulated";

    public TimeSpan DefaultInterval => options.NvmlInterval;

    public GpuInventory Read(GpuReadings readings)
    {
        var seconds = time.GetElapsedTime(_start).TotalSeconds;
        readings.Clear();
        Fill(ref readings.Add(), new SimulatedPower(58, 9, 41), _first, seconds);
        Fill(ref readings.Add(), new SimulatedPower(41, 6, 59), _second, seconds);
        return _inventory;
    }

    /// <summary>Load follows power, so that the panels of a dashboard move together as on a real node.</summary>
    void Fill(ref GpuReading reading, SimulatedPower power, SimulatedSessions sessions, double seconds)
    {
        var watts = power.WattsAt(seconds);
        var load = watts / 72;
        reading = new GpuReading
        {
            Up = true,
            PowerDrawWatts = watts,
            PowerAverageWatts = power.JoulesAt(seconds + 1) - power.JoulesAt(seconds),
            PowerLimitWatts = 72,
            EnergyJoules = power.JoulesAt(seconds),
            TemperatureCelsius = Math.Round(34 + (28 * load)),
            UtilizationPercent = Math.Round(25 * load),
            MemoryUtilizationPercent = Math.Round(12 * load),
            EncoderUtilizationPercent = Math.Round(90 * load),
            DecoderUtilizationPercent = Math.Round(45 * load),
            MemoryUsedBytes = sessions.MemoryBytes,
            MemoryReservedBytes = 518.0 * 1024 * 1024,
            MemoryTotalBytes = 23034.0 * 1024 * 1024,
            GraphicsClockMhz = 2040,
            SmClockMhz = 2040,
            MemoryClockMhz = 6251,
            VideoClockMhz = 1770,
            PerformanceState = 0,
            PcieLinkGeneration = 4,
            PcieLinkWidth = 16,
            EncoderSessions = sessions.Count,
            EncoderAverageFps = Math.Round(60 - (4 * load)),
            EncoderAverageLatencySeconds = Math.Round(0.012 * load, 6),
            RecoveryAction = 0,
            Throttle = ThrottleReasons.None,
            EccCorrectedErrors = 0,
            EccUncorrectedErrors = 0,
            JpegUtilizationPercent = 0,
            OfaUtilizationPercent = 0,
            EncoderCapacityH264Percent = Math.Round(100 - (90 * load)),
            EncoderCapacityHevcPercent = Math.Round(100 - (90 * load)),
            EncoderCapacityAv1Percent = Math.Round(100 - (90 * load)),
            SlowdownTemperatureCelsius = 88,
            ShutdownTemperatureCelsius = 91,
            PowerLimitDefaultWatts = 72,
            PowerLimitMinWatts = 40,
            PowerLimitMaxWatts = 72,
            MaxGraphicsClockMhz = 2040,
            MaxSmClockMhz = 2040,
            MaxMemoryClockMhz = 6251,
            MaxVideoClockMhz = 1770,
            ThrottledBySoftwarePowerCapSeconds = 0,
            ThrottledBySyncBoostSeconds = 0,
            ThrottledBySoftwareThermalSeconds = 0,
            ThrottledByHardwareThermalSeconds = 0,
            ThrottledByHardwarePowerBrakeSeconds = 0,
            PcieTransmittedBytes = Math.Round(sessions.Count * BytesPerSession * seconds / 8),
            PcieReceivedBytes = Math.Round(sessions.Count * BytesPerSession * seconds),
            PcieReplays = 0,
            RemappedRowsCorrectable = 0,
            RemappedRowsUncorrectable = 0,
            RemappedRowsPending = 0,
            RemappedRowsFailure = 0,
        };
        sessions.Fill(ref reading, _processes.IsWanted);
    }

    public void Dispose()
    {
    }

    static GpuIdentity Board(int index, string bus) => new()
    {
        Index = index,
        BusId = $"00000000:{bus}:00.0",
        Name = "Simulated GPU",
        Uuid = $"GPU-00000000-0000-0000-0000-0000000000{bus}",
        VbiosVersion = "0.0",
        PersistenceMode = "Enabled",
        HasEnergyCounter = true,
        EncodesH264 = true,
        EncodesHevc = true,
        EncodesAv1 = true,
    };
}
