using System.Runtime.InteropServices;
using static Wattd.Linux.Sched;

namespace Wattd.Collectors.Cpu;

/// <summary>Whether the CPU sampling thread can get a realtime priority.</summary>
/// <param name="options">The settings.</param>
/// <param name="running">What the running daemon says of it; null where none does.</param>
sealed class RealtimeProbe(CpuOptions options, Func<RunningCollector?> running) : IProbe
{
    const string Name = "realtime";

    public IReadOnlyList<string> Names => [Name];

    // Tried on its own thread: the limit alone is not enough, because a control group without a realtime budget also
    // refuses.
    public IEnumerable<ProbeResult> Examine()
    {
        if (options.Mode == CollectorMode.Off)
            return [new ProbeResult(Name, ProbeOutcome.Off, "the CPU collector is off")];

        if (running() is { } collector)
            return [OfTheDaemon(collector.Scheduling)];

        var error = 0;
        var thread = new Thread(() => error = TryFifo());
        thread.Start();
        thread.Join();
        return [error == 0
            ? new ProbeResult(Name, ProbeOutcome.Ok, "SCHED_FIFO is granted: ticks stay on time on a busy machine")
            : new ProbeResult(Name, ProbeOutcome.Denied,
                $"SCHED_FIFO is denied here ({Marshal.GetPInvokeErrorMessage(error)}): ticks may be late on a busy machine; {Grant}",
                options.InContainer ? null : "sudo prlimit --pid $$ --rtprio=1", Wanted: false)];
    }

    string Grant => options.InContainer
        ? "--ulimit rtprio=1 for the container grants it, unless the kernel has CONFIG_RT_GROUP_SCHED"
        : "LimitRTPRIO=1 in the wattd unit grants it";

    ProbeResult OfTheDaemon(string scheduling) => scheduling == "fifo"
        ? new ProbeResult(Name, ProbeOutcome.Ok, "the running daemon samples with SCHED_FIFO: on time on a busy machine")
        : new ProbeResult(Name, ProbeOutcome.Denied,
            $"the running daemon samples without SCHED_FIFO (scheduling: {scheduling}): samples may be late on a busy machine; "
            + (options.InContainer ? Grant : "the wattd unit is granted it by LimitRTPRIO=1, unless a drop-in or the container takes it away"),
            options.InContainer ? null : "systemctl cat wattd", Wanted: false);

    static int TryFifo()
    {
        var priority = 1;
        return sched_setscheduler(0, SCHED_FIFO, in priority) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }
}
