using System.Runtime.InteropServices;
using static Wattd.Linux.Sched;

namespace Wattd.Collectors.Sampling;

/// <summary>Asks the kernel to wake the calling thread on time while every core is busy.</summary>
static partial class ThreadScheduling
{
    /// <summary>Requests realtime priority, else a short time slice, else leaves the thread as it is.</summary>
    /// <returns>
    /// <c>fifo</c>: SCHED_FIFO priority 1, granted to root and to units with <c>LimitRTPRIO=1</c> (sched(7));
    /// <c>slice</c>: a 0.1 ms slice of the fair scheduler, honoured since kernel 6.12 (sched_setattr(2));
    /// <c>none</c>: neither was granted.
    /// </returns>
    public static string RequestPromptWakeUp()
    {
        var priority = 1;
        if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, in priority) == 0)
            return "fifo";
        return RequestSlice() ? "slice" : "none";
    }

    /// <summary>A kernel without custom slices accepts the request and ignores it, so the result is read back.</summary>
    static unsafe bool RequestSlice()
    {
        // Keeps the policy and nice value in force: the operator sets them.
        var attributes = default(Attributes);
        if (syscall(GetAttributes, 0, &attributes, (nint)sizeof(Attributes), 0) != 0)
            return false;
        (attributes.Size, attributes.Flags, attributes.Runtime) = ((uint)sizeof(Attributes), ResetOnForkFlag, ShortestSlice);
        if (syscall(SetAttributes, 0, &attributes, 0, 0) != 0)
            return false;
        var granted = default(Attributes);
        return syscall(GetAttributes, 0, &granted, (nint)sizeof(Attributes), 0) == 0 && granted.Runtime == ShortestSlice;
    }

    const ulong ResetOnForkFlag = 1;

    /// <summary>Nanoseconds; the kernel clamps slices to 0.1 ms to 100 ms (kernel/sched/syscalls.c).</summary>
    const ulong ShortestSlice = 100_000;

    static nint SetAttributes => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 274 : 314;

    static nint GetAttributes => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 275 : 315;

    /// <summary>struct sched_attr, version 0 (include/uapi/linux/sched/types.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct Attributes
    {
        public uint Size, Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime, Deadline, Period;
    }

    [LibraryImport("libc")]
    private static unsafe partial nint syscall(nint number, nint thread, Attributes* attributes, nint sizeOrFlags, nint flags);
}
