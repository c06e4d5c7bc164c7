namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>
/// Reads what does not change by itself from one second to the next: the limits of the board, and the repairs of its memory. Each
/// discovery interval is enough for them.
/// </summary>
static unsafe class NvmlLimits
{
    const double MilliwattsPerWatt = 1e3;

    /// <summary>Drivers older than row remapping (before 460) know only these.</summary>
    const int RetirementFields = 3;

    /// <summary>Fills in what the GPU reports.</summary>
    public static void Fill(ref GpuReading reading, NvmlLibrary library, ref NvmlQuery query)
    {
        query.IsVital = false;
        reading.PowerLimitDefaultWatts = Plausible.Watts(query.Number(library.PowerManagementDefaultLimit) / MilliwattsPerWatt);
        var (least, greatest) = query.Range(library.PowerManagementLimitConstraints);
        reading.PowerLimitMinWatts = Plausible.Watts(least / MilliwattsPerWatt);
        reading.PowerLimitMaxWatts = Plausible.Watts(greatest / MilliwattsPerWatt);
        reading.SlowdownTemperatureCelsius = Plausible.Celsius(query.Number(library.TemperatureThreshold, (int)NvmlThreshold.Slowdown));
        reading.ShutdownTemperatureCelsius = Plausible.Celsius(query.Number(library.TemperatureThreshold, (int)NvmlThreshold.Shutdown));
        reading.MaxGraphicsClockMhz = Clock(library, NvmlClock.Graphics, ref query);
        reading.MaxSmClockMhz = Clock(library, NvmlClock.Sm, ref query);
        reading.MaxMemoryClockMhz = Clock(library, NvmlClock.Memory, ref query);
        reading.MaxVideoClockMhz = Clock(library, NvmlClock.Video, ref query);
        FillRepairs(ref reading, library, ref query);
    }

    static void FillRepairs(ref GpuReading reading, NvmlLibrary library, ref NvmlQuery query)
    {
        Span<NvmlFieldValue> fields =
        [
            new() { Field = NvmlField.RetiredSingleBit },
            new() { Field = NvmlField.RetiredDoubleBit },
            new() { Field = NvmlField.RetiredPending },
            new() { Field = NvmlField.RemappedCorrectable },
            new() { Field = NvmlField.RemappedUncorrectable },
            new() { Field = NvmlField.RemappedPending },
            new() { Field = NvmlField.RemappedFailure },
        ];
        if (!query.Fill(library.FieldValues, fields, RetirementFields))
            return;
        reading.RetiredPagesSingleBit = Plausible.Repairs(query.Value(fields[0], isVital: false));
        reading.RetiredPagesDoubleBit = Plausible.Repairs(query.Value(fields[1], isVital: false));
        reading.RetiredPagesPending = Plausible.Flag(query.Value(fields[2], isVital: false));
        reading.RemappedRowsCorrectable = Plausible.Repairs(query.Value(fields[3], isVital: false));
        reading.RemappedRowsUncorrectable = Plausible.Repairs(query.Value(fields[4], isVital: false));
        reading.RemappedRowsPending = Plausible.Flag(query.Value(fields[5], isVital: false));
        reading.RemappedRowsFailure = Plausible.Flag(query.Value(fields[6], isVital: false));
    }

    static double? Clock(NvmlLibrary library, NvmlClock clock, ref NvmlQuery query) =>
        Plausible.Megahertz(query.Number(library.MaxClockInfo, (int)clock));
}
