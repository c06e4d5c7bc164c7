using System.Runtime.InteropServices;

namespace Wattd.Linux;

/// <summary>sched.h: the scheduling policy of a thread (linux/sched.h has the values).</summary>
static partial class Sched
{
    public const int SCHED_FIFO = 1;
    public const int SCHED_RESET_ON_FORK = 0x40000000;

    /// <param name="thread">0: the calling one.</param>
    /// <param name="policy">The policy and its flags.</param>
    /// <param name="priority">The one field of struct sched_param.</param>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int sched_setscheduler(int thread, int policy, in int priority);
}
