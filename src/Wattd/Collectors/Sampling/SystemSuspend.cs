using static Wattd.Linux.Time;

namespace Wattd.Collectors.Sampling;

/// <summary>
/// Notices that the machine slept: CLOCK_BOOTTIME goes on meanwhile, CLOCK_MONOTONIC does not, so their difference grows.
/// </summary>
/// <remarks>
/// The two clocks cannot be read at once. Each look bounds the difference from both sides, and only a lower bound beyond
/// every upper bound before tells of a suspend; a thread held up between two reads does not.
/// </remarks>
sealed class SystemSuspend
{
    // Both clocks run at one rate; a suspend takes far longer than this.
    static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    TimeSpan _slept = TimeSpan.MaxValue;

    /// <summary>Whether the machine was suspended since the last call, or since the first. Allocates nothing.</summary>
    public bool HappenedSinceLastCall()
    {
        var before = Read(CLOCK_MONOTONIC);
        var boot = Read(CLOCK_BOOTTIME);
        var after = Read(CLOCK_MONOTONIC);
        return Observe(boot - after, boot - before);
    }

    /// <summary>Takes one look's bounds of the time slept since boot.</summary>
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
