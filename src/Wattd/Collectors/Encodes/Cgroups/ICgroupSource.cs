namespace Wattd.Collectors.Encodes.Cgroups;

/// <summary>The cgroups that are encodes, and the processor time that they use. Used by the thread of the sampler.</summary>
interface ICgroupSource : IDisposable
{
    /// <summary>How many more would be encodes, and are not followed because there are <see cref="EncodesOptions.Most"/> already.</summary>
    int Unlisted { get; }

    /// <summary>
    /// Gives it a way to say at once that an encode may have been born or started, which it uses on any thread. Called before the
    /// first look.
    /// </summary>
    void UseNews(Action happened);

    /// <summary>Whether it says so of all of them; else they are found when they are read.</summary>
    bool TellsNews { get; }

    /// <summary>Looks for encodes in the whole hierarchy.</summary>
    /// <exception cref="Sampling.SourceException">There is no cgroup v2 to look at.</exception>
    void Look();

    /// <summary>Whether a look is due at once: events of births were lost, or there is room for an encode that is not followed.</summary>
    bool IsLookDue { get; }

    /// <summary>
    /// Replaces the content of a list by every cgroup that is an encode, or was until now. One that is gone is in it once.
    /// </summary>
    void Read(List<CgroupUse> into);

    /// <summary>Follows the unit or container of a cgroup that has sent progress; does nothing if it is followed already, or can be no encode.</summary>
    /// <param name="id">The number of the cgroup.</param>
    /// <returns>The path and the number of the encode's own cgroup; null if it is not followed.</returns>
    (string Path, ulong Id)? ClaimCgroup(ulong id);

    /// <summary>Finds the encode of a process.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="mayClaim">Whether the unit or container of the process is followed from now on if it is not yet.</param>
    /// <returns>Its path; null if it is not followed.</returns>
    string? ClaimProcess(uint pid, bool mayClaim);

    /// <summary>The numbers of all cgroups that exist, from a walk through the hierarchy.</summary>
    IReadOnlySet<ulong> Present();

    /// <summary>The processor time of the whole machine so far, in microseconds, without that which its host took; null if unknown.</summary>
    ulong? ReadBusy();
}

/// <summary>An encode's cgroup since the last read.</summary>
/// <param name="Path">Its path in the hierarchy, without a slash in front.</param>
/// <param name="Id">Its number: another one at the same path is a restart.</param>
/// <param name="FoundBy">Why it is an encode.</param>
/// <param name="Used">The processor time that it used, in microseconds.</param>
/// <param name="State">Whether there are processes in it.</param>
readonly record struct CgroupUse(string Path, ulong Id, FoundBy FoundBy, ulong Used, CgroupState State)
{
    /// <summary>Whether there was a process in it at any time since the last read.</summary>
    public bool HasRun { get; init; } = State is CgroupState.Populated or CgroupState.Repopulated;
}

/// <summary>Whether a cgroup has processes.</summary>
enum CgroupState
{
    /// <summary>There are processes in it.</summary>
    Populated,

    /// <summary>It had processes, and since the last read there have been none for a moment: it was started again.</summary>
    Repopulated,

    /// <summary>There is none.</summary>
    Empty,

    /// <summary>It has been removed, or is followed no longer because it is empty and another one needs its place.</summary>
    Gone,

    /// <summary>It is there, and followed no longer: one that holds it is.</summary>
    Left,
}

/// <summary>Why a cgroup is an encode.</summary>
enum FoundBy
{
    /// <summary>Its name matches <c>encodes.match</c>.</summary>
    Match,

    /// <summary>An ffmpeg in it sends its progress.</summary>
    Progress,

    /// <summary>A process in it holds an encoder session of a GPU.</summary>
    Session,
}
