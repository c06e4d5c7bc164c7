using static Wattd.Linux.Time;

namespace Wattd.Collectors.Sampling;

/// <summary>
/// Detects a suspend of the machine: CLOCK_BOOTTIME advances during it, CLOCK_MONOTONIC does not, so their difference
/// grows.
/// </summary>
/// <remarks>
/// The two clocks cannot be read at once. Each check bounds the difference from both sides, and only a lower bound
/// above all earlier upper bounds indicates a suspend; a delay between the two reads does not.
/// </remarks>
sealed class SystemSuspend
{
    // Both clocks have the same rate; a suspend takes far longer than this.
    static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    TimeSpan _slept = TimeSpan.MaxValue;

    /// <summary>Whether the machine was suspended since the previous call. Allocates nothing.</summary>
    public bool HappenedSinceLastCall()
    {
        var before = Read(CLOCK_MONOTONIC);
        var boot = Read(CLOCK_BOOTTIME);
        var after = Read(CLOCK_MONOTONIC);
        return Observe(boot - after, boot - before);
    }

    /// <summary>Bounds the time spent suspended since boot.</summary>
    internal bool Observe(TimeSpan atLeast, TimeSpan atMost)
    {
        var suspended = _slept != TimeSpan.MaxValue && atLeast > _slept + Least;
        if (suspended || atMost < _slept)
            _slept = atMost;
        return suspended;
    }

    static TimeSpan Read(int clock)
    {
        _ = clock_gettime(clock, out var time);
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
    }
}
