namespace Wattd.Gpu.Nvml;

/// <summary>Asks a GPU for all that it measures.</summary>
static unsafe class NvmlReadings
{
    const double MilliwattsPerWatt = 1e3, MillijoulesPerJoule = 1e3, MicrosecondsPerSecond = 1e6;

    /// <summary>30 years at 1 kW: what lies beyond is no measurement.</summary>
    const double MostMillijoules = 1e15;

    /// <summary>The performance state that means "unknown" (<c>NVML_PSTATE_UNKNOWN</c>).</summary>
    const uint UnknownPerformanceState = 32;

    /// <summary>Fills in what the GPU tells. Where the query ends with a failure, nothing of it may be used.</summary>
    public static void Fill(ref GpuReading reading, NvmlLibrary library, GpuIdentity gpu, ref NvmlQuery query)
    {
        FillPowerAndEnergy(ref reading, library, ref query);
        FillUtilization(ref reading, library, ref query);
        if (HasEncoder(gpu))
            FillEncoder(ref reading, library, ref query);
        FillMemory(ref reading, library, ref query);

        reading.TemperatureCelsius = Temperature(library, ref query);
        reading.GraphicsClockMhz = query.Number(library.ClockInfo, (int)NvmlClock.Graphics);
        reading.SmClockMhz = query.Number(library.ClockInfo, (int)NvmlClock.Sm);
        reading.MemoryClockMhz = query.Number(library.ClockInfo, (int)NvmlClock.Memory);
        reading.VideoClockMhz = query.Number(library.ClockInfo, (int)NvmlClock.Video);
        reading.Throttle = (ThrottleReasons?)query.Total(library.ClocksEventReasons);
        reading.FanSpeedPercent = Percentage.FanSpeed(query.Number(library.FanSpeed));
        reading.PerformanceState =
            query.Number(library.PerformanceState) is < UnknownPerformanceState and var state ? state : null;
        reading.PcieLinkGeneration = query.Number(library.PcieLinkGeneration);
        reading.PcieLinkWidth = query.Number(library.PcieLinkWidth);
        reading.EccCorrectedErrors = query.Errors(library.TotalEccErrors, 0);
        reading.EccUncorrectedErrors = query.Errors(library.TotalEccErrors, 1);
    }

    static void FillPowerAndEnergy(ref GpuReading reading, NvmlLibrary library, ref NvmlQuery query)
    {
        Span<NvmlFieldValue> fields =
        [
            new() { Field = NvmlField.PowerInstant },
            new() { Field = NvmlField.PowerAverage },
            new() { Field = NvmlField.TotalEnergyConsumption },
            new() { Field = NvmlField.GpuRecoveryAction },
        ];
        double? energy = null;
        if (query.Fill(library.FieldValues, fields))
        {
            reading.PowerDrawWatts = query.Value(fields[0]) / MilliwattsPerWatt;
            reading.PowerAverageWatts = query.Value(fields[1]) / MilliwattsPerWatt;
            energy = query.Value(fields[2]);
            reading.RecoveryAction = query.Value(fields[3]);
        }
        reading.PowerDrawWatts ??= query.Number(library.PowerUsage) / MilliwattsPerWatt ?? reading.PowerAverageWatts;
        reading.PowerLimitWatts = (query.Number(library.EnforcedPowerLimit) ?? query.Number(library.PowerManagementLimit))
            / MilliwattsPerWatt;
        energy ??= query.Total(library.TotalEnergyConsumption);
        reading.EnergyJoules = energy is >= 0 and <= MostMillijoules ? energy / MillijoulesPerJoule : null;
    }

    static void FillUtilization(ref GpuReading reading, NvmlLibrary library, ref NvmlQuery query)
    {
        NvmlUtilization utilization = default;
        if (query.Fill(library.UtilizationRates, ref utilization))
        {
            reading.UtilizationPercent = Percentage.Load(utilization.Gpu);
            reading.MemoryUtilizationPercent = Percentage.Load(utilization.Memory);
        }
        reading.DecoderUtilizationPercent = query.Percent(library.DecoderUtilization);
    }

    static void FillEncoder(ref GpuReading reading, NvmlLibrary library, ref NvmlQuery query)
    {
        reading.EncoderUtilizationPercent = query.Percent(library.EncoderUtilization);
        if (query.Sessions(library.EncoderStats) is not { } stats)
            return;
        reading.EncoderSessions = Known(stats.Sessions);
        reading.EncoderAverageFps = Known(stats.Fps);
        reading.EncoderAverageLatencySeconds = Known(stats.Latency) / MicrosecondsPerSecond;
    }

    static void FillMemory(ref GpuReading reading, NvmlLibrary library, ref NvmlQuery query)
    {
        NvmlMemoryV2 memory = new();
        if (query.Fill(library.MemoryInfoV2, ref memory))
        {
            reading.MemoryTotalBytes = Known(memory.Total);
            reading.MemoryReservedBytes = Known(memory.Reserved);
            reading.MemoryUsedBytes = Known(memory.Used);
            return;
        }
        NvmlMemory older = default;
        if (!query.Fill(library.MemoryInfo, ref older))
            return;
        reading.MemoryTotalBytes = Known(older.Total);
        reading.MemoryUsedBytes = Known(older.Used);
    }

    static double? Temperature(NvmlLibrary library, ref NvmlQuery query)
    {
        NvmlTemperature temperature = new();
        return query.Fill(library.TemperatureV, ref temperature)
            ? temperature.Celsius
            : query.Number(library.Temperature, 0);
    }

    /// <summary>A board without an encoder (A100, H100) reports 0 % for it all the same.</summary>
    static bool HasEncoder(GpuIdentity gpu) =>
        gpu is not { EncodesH264: false, EncodesHevc: false, EncodesAv1: not true };

    static double? Known(uint value) => value == uint.MaxValue ? null : value;

    static double? Known(ulong value) => value == ulong.MaxValue ? null : value;
}
