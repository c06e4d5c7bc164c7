using System.Runtime.InteropServices;

namespace Wattd.Linux;

/// <summary>time.h: the clocks of the kernel (linux/time.h has the values).</summary>
static partial class Time
{
    public const int CLOCK_REALTIME = 0, CLOCK_MONOTONIC = 1, CLOCK_BOOTTIME = 7;
    public const int TIMER_ABSTIME = 1;

    [LibraryImport("libc")]
    public static partial int clock_gettime(int clock, out Timespec time);

    /// <summary>Returns the error number; errno is unchanged.</summary>
    [LibraryImport("libc")]
    public static partial int clock_nanosleep(int clock, int flags, in Timespec request, nint remaining);

    /// <summary>struct timespec of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Timespec
    {
        public nint Seconds, Nanoseconds;
    }
}
