using static Wattd.Linux.Errno;
using static Wattd.Linux.Time;

namespace Wattd.Collectors.Sampling;

/// <summary>Sleeps until a point of the monotonic clock, not for a span: a delayed call does not delay the wake-up.</summary>
static class AbsoluteSleep
{
    /// <summary>The last part of the sleep is in the kernel and cannot be interrupted, so it limits how fast a wake-up is.</summary>
    static readonly TimeSpan Uninterruptible = TimeSpan.FromMilliseconds(200);

    /// <summary>Sleeps until the monotonic clock shows <paramref name="timestamp"/>.</summary>
    /// <param name="timestamp">A <see cref="TimeProvider.GetTimestamp"/> value of the system's provider: nanoseconds of CLOCK_MONOTONIC.</param>
    /// <param name="wake">Ends the sleep early, at most 200 ms after it is set.</param>
    /// <returns>False if <paramref name="wake"/> was set.</returns>
    public static bool Until(long timestamp, ManualResetEventSlim wake)
    {
        var remaining = TimeSpan.FromMicroseconds((timestamp - TimeProvider.System.GetTimestamp()) / 1000);
        if (remaining > Uninterruptible + TimeSpan.FromMilliseconds(50) && wake.Wait(remaining - Uninterruptible))
            return false;

        var (seconds, nanoseconds) = Math.DivRem(timestamp, 1_000_000_000);
        var point = new Timespec { Seconds = (nint)seconds, Nanoseconds = (nint)nanoseconds };
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, in point, 0) == EINTR)
        {
            // A signal woke the thread; the target time is unchanged.
        }
        return !wake.IsSet;
    }
}
