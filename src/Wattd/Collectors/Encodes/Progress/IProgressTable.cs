using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Encodes.Progress;

/// <summary>The progress of encodes by cgroup. Members may be called on any thread; none waits for a sender.</summary>
interface IProgressTable
{
    /// <summary>Why no progress is received, or why its senders are not found; null while it is received, or not wanted.</summary>
    Outage? Outage { get; }

    /// <summary>The datagrams received so far.</summary>
    ProgressCounts Counts { get; }

    /// <summary>Gives it a way to say that reports have arrived, which it uses on any thread. Called before <see cref="Start"/>. The default is that it never does.</summary>
    void UseNews(Action arrived)
    {
    }

    /// <summary>Begins to receive, unless it has begun. The default is that it has.</summary>
    void Start()
    {
    }

    /// <summary>Replaces the content of a list by every cgroup that has reported and was not forgotten, in no order.</summary>
    void Read(List<CgroupProgress> into);

    /// <summary>Forgets a cgroup that has gone, with its senders.</summary>
    void Forget(ulong cgroupId);
}
