namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>
/// The driver's own samples of one quantity of a GPU, of which each is read once. The driver takes them more often than wattd
/// reads, and keeps those of the last seconds.
/// </summary>
/// <param name="sampling">The quantity.</param>
sealed unsafe class NvmlSamples(NvmlSampling sampling)
{
    bool _isKept;
    ulong? _lastSeen;

    /// <summary>Asks whether the driver keeps samples, and skips those that it has now at the first time.</summary>
    /// <param name="library">The library.</param>
    /// <param name="buffer">Grows to the number of samples that the driver keeps.</param>
    /// <param name="query">The query of the GPU.</param>
    public void Find(NvmlLibrary library, NvmlSampleBuffer buffer, ref NvmlQuery query)
    {
        _isKept = query.SampleCount(library.Samples, sampling, out var count);
        if (!_isKept)
            return;
        buffer.Hold(count);
        ulong newest = 0;
        foreach (var sample in query.Samples(library.Samples, sampling, 0, buffer.Samples, out _))
            newest = Math.Max(newest, sample.Timestamp);
        // After the wall clock was set back, the driver would have nothing that is newer for as long.
        _lastSeen = newest == 0 ? _lastSeen ?? 0 : Math.Min(_lastSeen ?? newest, newest);
    }

    /// <summary>The highest value of the samples that are new.</summary>
    /// <param name="library">The library.</param>
    /// <param name="buffer">The buffer of <see cref="Find"/>.</param>
    /// <param name="plausible">The value; null for one that the quantity cannot have.</param>
    /// <param name="query">The query of the GPU.</param>
    /// <returns>Null if there is none.</returns>
    public double? Highest(
        NvmlLibrary library, NvmlSampleBuffer buffer, Func<double?, double?> plausible, ref NvmlQuery query)
    {
        if (!_isKept || _lastSeen is not { } lastSeen)
            return null;
        var samples = query.Samples(library.Samples, sampling, lastSeen, buffer.Samples, out var type);
        var newest = lastSeen;
        foreach (var sample in samples)
            newest = Math.Max(newest, sample.Timestamp);
        _lastSeen = newest;

        double? highest = null;
        var oldest = Math.Max(lastSeen, newest - Math.Min(newest, (ulong)buffer.Window.TotalMicroseconds));
        foreach (var sample in samples)
        {
            if (sample.Timestamp > oldest && plausible(NvmlFieldValue.Decode(type, sample.Bits)) is { } value && !(value <= highest))
                highest = value;
        }
        return highest;
    }
}

/// <summary>Where the driver writes samples; one for all GPUs of a session, because they are read one after the other.</summary>
/// <param name="window">Samples that were taken longer than this before the newest one are left out.</param>
sealed class NvmlSampleBuffer(TimeSpan window)
{
    /// <summary>64 KiB: more than any driver keeps.</summary>
    const int Most = 4096;

    NvmlSample[] _samples = new NvmlSample[128];

    /// <summary>Samples that were taken longer than this before the newest one are left out.</summary>
    public TimeSpan Window => window;

    /// <summary>All of it.</summary>
    public Span<NvmlSample> Samples => _samples;

    /// <summary>Makes room for a number of samples.</summary>
    public void Hold(uint count)
    {
        if (count > _samples.Length)
            _samples = new NvmlSample[Math.Min(count, Most)];
    }
}
