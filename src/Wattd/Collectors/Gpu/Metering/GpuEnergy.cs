namespace Wattd.Collectors.Gpu.Metering;

/// <summary>
/// The served energy of one GPU: the driver's counter, or the integral of its power if there is no counter. It never
/// decreases or jumps when the driver is reloaded or the source changes.
/// </summary>
/// <param name="time">The monotonic clock.</param>
sealed class GpuEnergy(TimeProvider time)
{
    /// <summary>More than any GPU draws: a counter that advances faster is wrong.</summary>
    const double MostWatts = 10_000;

    /// <summary>What a counter may gain at once, because drivers update it in steps.</summary>
    const double MostJoulesAtOnce = 1_000;

    string? _source;
    double? _total;
    double _offset;
    long? _counted;
    (double Watts, long When)? _power;

    /// <summary>Whether the source in use has a counter for this GPU.</summary>
    public bool HasCounter { get; private set; }

    /// <summary>Adds a reading of the GPU.</summary>
    /// <param name="source">The source of the reading.</param>
    /// <param name="timestamp">When it was taken, on the monotonic clock.</param>
    /// <param name="reading">The reading.</param>
    /// <param name="longestGap">A longer time without a reading is not integrated: the energy is unknown.</param>
    /// <returns>Joules so far; null if unknown now.</returns>
    public double? Add(string source, long timestamp, in GpuReading reading, TimeSpan longestGap)
    {
        if (source != _source)
            (_source, HasCounter) = (source, false);
        var integrated = Integrate(timestamp, reading.PowerDrawWatts, longestGap);

        if (reading.EnergyJoules is { } counter)
            return Count(timestamp, counter);
        // A counter that is absent once is not replaced by an estimate.
        if (HasCounter || integrated is null)
            return null;
        return _total = (_total ?? 0) + integrated;
    }

    double Count(long timestamp, double counter)
    {
        HasCounter = true;
        if (_total is { } total)
        {
            var step = counter + _offset - total;
            var most = _counted is { } before
                ? MostWatts * time.GetElapsedTime(before, timestamp).TotalSeconds + MostJoulesAtOnce
                : 0;
            if (step < 0 || step > most)
                _offset = total - counter;
        }
        _counted = timestamp;
        // The difference above is rounded; the total must not decrease because of it.
        _total = Math.Max(_total ?? 0, counter + _offset);
        return _total.Value;
    }

    /// <summary>Joules since the last reading, by the trapezoidal rule; 0 after too long a gap, null without power.</summary>
    double? Integrate(long timestamp, double? power, TimeSpan longestGap)
    {
        if (power is not { } watts)
            return null;
        var joules = 0.0;
        if (_power is { } before && time.GetElapsedTime(before.When, timestamp) is var elapsed && elapsed <= longestGap)
            joules = (before.Watts + watts) / 2 * elapsed.TotalSeconds;
        _power = (watts, timestamp);
        return joules;
    }
}
