using System.Runtime.InteropServices;
using static Wattd.Linux.Sched;

namespace Wattd.Collectors.Cpu;

/// <summary>Whether the CPU sampling thread would be given a realtime priority.</summary>
/// <param name="mode">What the operator wants of the CPU collector.</param>
sealed class RealtimeProbe(CollectorMode mode) : IProbe
{
    const string Name = "realtime";

    // A thread of its own tries it: the limit alone does not tell, for a control group without a realtime budget says no too.
    public IEnumerable<ProbeResult> Examine()
    {
        if (mode == CollectorMode.Off)
            return [new ProbeResult(Name, ProbeOutcome.Off, "the CPU collector is off")];

        var error = 0;
        var thread = new Thread(() => error = TryFifo());
        thread.Start();
        thread.Join();
        return [error == 0
            ? new ProbeResult(Name, ProbeOutcome.Ok, "SCHED_FIFO is granted: ticks keep their time on a busy machine")
            : new ProbeResult(Name, ProbeOutcome.Denied,
                $"SCHED_FIFO is denied here ({Marshal.GetPInvokeErrorMessage(error)}): ticks may come late on a busy machine; the wattd unit is granted it by LimitRTPRIO=1",
                "sudo prlimit --pid $$ --rtprio=1", Wanted: false)];
    }

    static int TryFifo()
    {
        var priority = 1;
        return sched_setscheduler(0, SCHED_FIFO, in priority) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }
}
