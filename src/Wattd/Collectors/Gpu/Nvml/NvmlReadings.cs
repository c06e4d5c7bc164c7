using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Metering;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>Reads all values of a GPU.</summary>
static unsafe class NvmlReadings
{
    const double MilliwattsPerWatt = 1e3, MillijoulesPerJoule = 1e3, MicrosecondsPerSecond = 1e6, NanosecondsPerSecond = 1e9;

    /// <summary>Drivers that refuse a call with fields of newer ones know these.</summary>
    const int OldestFields = 4;

    static readonly Func<double?, double?> SampledWatts = static milliwatts => Plausible.Watts(milliwatts / MilliwattsPerWatt);

    /// <summary>Fills in what the GPU reports. If the query ends with a failure, none of it may be used.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="library">The library.</param>
    /// <param name="device">The GPU.</param>
    /// <param name="samples">The buffer for the driver's own samples; null to read none.</param>
    /// <param name="query">The query of the GPU.</param>
    public static void Fill(
        ref GpuReading reading, NvmlLibrary library, NvmlGpu device, NvmlSampleBuffer? samples, ref NvmlQuery query)
    {
        var gpu = device.Identity;
        reading = device.Lasting;
        query.IsVital = true;
        var energy = FillFields(ref reading, library, device.State, ref query);
        FillUtilization(ref reading, library, HasEncoder(gpu), ref query);
        FillMemory(ref reading, library, ref query);
        reading.TemperatureCelsius = Plausible.Celsius(Temperature(library, ref query));
        reading.GraphicsClockMhz = Clock(library, NvmlClock.Graphics, ref query);
        reading.SmClockMhz = Clock(library, NvmlClock.Sm, ref query);
        reading.MemoryClockMhz = Clock(library, NvmlClock.Memory, ref query);
        reading.VideoClockMhz = Clock(library, NvmlClock.Video, ref query);

        query.IsVital = false;
        reading.EnergyJoules =
            Plausible.Joules((energy ?? query.Total(library.TotalEnergyConsumption)) / MillijoulesPerJoule);
        reading.PowerLimitWatts = Plausible.Watts(query.Number(library.EnforcedPowerLimit) / MilliwattsPerWatt)
            ?? Plausible.Watts(query.Number(library.PowerManagementLimit) / MilliwattsPerWatt);
        if (HasEncoder(gpu))
            FillEncoder(ref reading, library, ref query);
        reading.Throttle = (ThrottleReasons?)query.Total(library.ClocksEventReasons);
        reading.FanSpeedPercent = Plausible.FanSpeed(query.Number(library.FanSpeed));
        reading.PerformanceState = Plausible.PerformanceState(query.Number(library.PerformanceState));
        reading.PcieLinkGeneration = Plausible.PcieLink(query.Number(library.PcieLinkGeneration));
        reading.PcieLinkWidth = Plausible.PcieLink(query.Number(library.PcieLinkWidth));
        reading.EccCorrectedErrors = Plausible.Errors(query.Errors(library.TotalEccErrors, 0));
        reading.EccUncorrectedErrors = Plausible.Errors(query.Errors(library.TotalEccErrors, 1));
        reading.JpegUtilizationPercent = query.Percent(library.JpgUtilization);
        reading.OfaUtilizationPercent = query.Percent(library.OfaUtilization);
        reading.EncoderCapacityH264Percent = Capacity(library, gpu.EncodesH264, NvmlCodec.H264, ref query);
        reading.EncoderCapacityHevcPercent = Capacity(library, gpu.EncodesHevc, NvmlCodec.Hevc, ref query);
        reading.EncoderCapacityAv1Percent = Capacity(library, gpu.EncodesAv1, NvmlCodec.Av1, ref query);
        if (samples is null)
            return;
        reading.PowerSampledMaxWatts = device.State.Power.Highest(library, samples, SampledWatts, ref query);
        if (HasEncoder(gpu))
            reading.EncoderUtilizationSampledMaxPercent = device.State.Encoder.Highest(library, samples, Plausible.Load, ref query);
    }

    /// <summary>Fills in power and the other values of the same call.</summary>
    /// <returns>The energy counter in mJ; null if the call does not return it.</returns>
    static double? FillFields(ref GpuReading reading, NvmlLibrary library, NvmlGpuState state, ref NvmlQuery query)
    {
        Span<NvmlFieldValue> fields =
        [
            new() { Field = NvmlField.PowerInstant },
            new() { Field = NvmlField.PowerAverage },
            new() { Field = NvmlField.TotalEnergyConsumption },
            new() { Field = NvmlField.GpuRecoveryAction },
            new() { Field = NvmlField.MemoryTemperature },
            new() { Field = NvmlField.PcieTransmittedBytes },
            new() { Field = NvmlField.PcieReceivedBytes },
            new() { Field = NvmlField.PcieReplays },
            new() { Field = NvmlField.ThrottlePowerCap },
            new() { Field = NvmlField.ThrottleSyncBoost },
            new() { Field = NvmlField.ThrottleSoftwareThermal },
            new() { Field = NvmlField.ThrottleHardwareThermal },
            new() { Field = NvmlField.ThrottlePowerBrake },
            new() { Field = NvmlField.ThrottleSoftwareThermalLater },
            new() { Field = NvmlField.ThrottleHardwareThermalLater },
            new() { Field = NvmlField.ThrottlePowerBrakeLater },
        ];
        double? energy = null;
        if (query.Fill(library.FieldValues, fields, OldestFields))
        {
            reading.PowerDrawWatts = Plausible.Watts(query.Value(fields[0], isVital: true) / MilliwattsPerWatt);
            reading.PowerAverageWatts = Plausible.Watts(query.Value(fields[1], isVital: true) / MilliwattsPerWatt);
            energy = query.Value(fields[2], isVital: false);
            reading.RecoveryAction = Plausible.RecoveryAction(query.Value(fields[3], isVital: false));
            reading.MemoryTemperatureCelsius = Plausible.Celsius(query.Value(fields[4], isVital: false));
            query.IsVital = false;
            reading.PcieTransmittedBytes = Total(state.Transmitted, query.Whole(fields[5]));
            reading.PcieReceivedBytes = Total(state.Received, query.Whole(fields[6]));
            reading.PcieReplays = Plausible.Replays(query.Whole(fields[7]));
            reading.ThrottledBySoftwarePowerCapSeconds = Seconds(fields[8], ref query);
            reading.ThrottledBySyncBoostSeconds = Seconds(fields[9], ref query);
            reading.ThrottledBySoftwareThermalSeconds = Seconds(fields[10], ref query) ?? Seconds(fields[13], ref query);
            reading.ThrottledByHardwareThermalSeconds = Seconds(fields[11], ref query) ?? Seconds(fields[14], ref query);
            reading.ThrottledByHardwarePowerBrakeSeconds = Seconds(fields[12], ref query) ?? Seconds(fields[15], ref query);
            query.IsVital = true;
        }
        reading.PowerDrawWatts ??= Plausible.Watts(query.Number(library.PowerUsage) / MilliwattsPerWatt)
            ?? reading.PowerAverageWatts;
        return energy;
    }

    static double? Total(WrappingCounter counter, ulong? bytes) => bytes is { } value ? counter.Add(value) : null;

    /// <summary>A time in ns, which has 64 bits. A value of 32 bits is another one, under the same number in another driver.</summary>
    static double? Seconds(in NvmlFieldValue field, ref NvmlQuery query) =>
        field.IsLong ? Plausible.Seconds(query.Whole(field) / NanosecondsPerSecond) : null;

    static double? Capacity(NvmlLibrary library, bool? encodes, NvmlCodec codec, ref NvmlQuery query) =>
        encodes == true ? Plausible.Load(query.Number(library.EncoderCapacity, (int)codec)) : null;

    static void FillUtilization(ref GpuReading reading, NvmlLibrary library, bool hasEncoder, ref NvmlQuery query)
    {
        NvmlUtilization utilization = default;
        if (query.Fill(library.UtilizationRates, ref utilization))
        {
            reading.UtilizationPercent = Plausible.Load(utilization.Gpu);
            reading.MemoryUtilizationPercent = Plausible.Load(utilization.Memory);
        }
        reading.DecoderUtilizationPercent = query.Percent(library.DecoderUtilization);
        if (hasEncoder)
            reading.EncoderUtilizationPercent = query.Percent(library.EncoderUtilization);
    }

    static void FillEncoder(ref GpuReading reading, NvmlLibrary library, ref NvmlQuery query)
    {
        if (query.Sessions(library.EncoderStats) is not { } stats)
            return;
        reading.EncoderSessions = Plausible.Sessions(stats.Sessions);
        reading.EncoderAverageFps = Plausible.FramesPerSecond(stats.Fps);
        reading.EncoderAverageLatencySeconds = Plausible.LatencySeconds(stats.Latency / MicrosecondsPerSecond);
    }

    static void FillMemory(ref GpuReading reading, NvmlLibrary library, ref NvmlQuery query)
    {
        NvmlMemoryV2 memory = new();
        if (query.Fill(library.MemoryInfoV2, ref memory))
        {
            reading.MemoryTotalBytes = Plausible.Bytes(memory.Total);
            reading.MemoryReservedBytes = Plausible.Bytes(memory.Reserved);
            reading.MemoryUsedBytes = Plausible.Bytes(memory.Used);
            return;
        }
        NvmlMemory older = default;
        if (!query.Fill(library.MemoryInfo, ref older))
            return;
        reading.MemoryTotalBytes = Plausible.Bytes(older.Total);
        reading.MemoryUsedBytes = Plausible.Bytes(older.Used);
    }

    static double? Temperature(NvmlLibrary library, ref NvmlQuery query)
    {
        NvmlTemperature temperature = new();
        return query.Fill(library.TemperatureV, ref temperature)
            ? temperature.Celsius
            : query.Number(library.Temperature, 0);
    }

    static double? Clock(NvmlLibrary library, NvmlClock clock, ref NvmlQuery query) =>
        Plausible.Megahertz(query.Number(library.ClockInfo, (int)clock));

    /// <summary>A board without an encoder (A100, H100) also reports 0 % for it.</summary>
    static bool HasEncoder(GpuIdentity gpu) =>
        gpu is not { EncodesH264: false, EncodesHevc: false, EncodesAv1: not true };
}
