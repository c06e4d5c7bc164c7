namespace Wattd.Collectors.Gpu;

/// <summary>
/// The energy of one GPU as it is served: the driver's counter where there is one, the integral of its power where not.
/// It never goes back and never jumps, whatever the driver's counter does when the driver is loaded anew or another
/// source takes over.
/// </summary>
/// <param name="time">The monotonic clock.</param>
sealed class GpuEnergy(TimeProvider time)
{
    /// <summary>More than any one GPU draws: a counter that runs faster was not counting.</summary>
    const double MostWatts = 10_000;

    /// <summary>What a counter may gain at once, for it is brought up to date in steps.</summary>
    const double MostJoulesAtOnce = 1_000;

    string? _source;
    double? _total;
    double _offset;
    long? _counted;
    (double Watts, long When)? _power;

    /// <summary>Whether the source in use has a counter for this GPU.</summary>
    public bool HasCounter { get; private set; }

    /// <summary>Adds what a GPU said.</summary>
    /// <param name="source">Who asked it.</param>
    /// <param name="timestamp">When, on the monotonic clock.</param>
    /// <param name="reading">What it said.</param>
    /// <param name="longestGap">A longer time without a reading is not bridged: nobody knows what was drawn.</param>
    /// <returns>Joules so far; null where nothing can be said now.</returns>
    public double? Add(string source, long timestamp, in GpuReading reading, TimeSpan longestGap)
    {
        if (source != _source)
            (_source, HasCounter) = (source, false);
        var integrated = Integrate(timestamp, reading.PowerDrawWatts, longestGap);

        if (reading.EnergyJoules is { } counter)
            return Count(timestamp, counter);
        // A counter that is silent for once is not replaced by a guess.
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
        // The difference above is rounded; the total may not go back for it.
        _total = Math.Max(_total ?? 0, counter + _offset);
        return _total.Value;
    }

    /// <summary>Joules since the last reading, by the trapezoid; 0 after too long a gap, null without power.</summary>
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
