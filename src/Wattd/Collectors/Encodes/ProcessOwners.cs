using Wattd.Collectors.Encodes.Cgroups;

namespace Wattd.Collectors.Encodes;

/// <summary>
/// Which encode a process on a GPU belongs to. A process is looked for once, and again when encodes have started and when cgroups are
/// looked at; not under /proc, which the unit hides. Used by the thread of the sampler.
/// </summary>
/// <param name="cgroups">The cgroups.</param>
/// <param name="encodes">The encodes.</param>
sealed class ProcessOwners(ICgroupSource cgroups, EncodeTable encodes)
{
    readonly Dictionary<uint, Owner> _owners = [];
    readonly HashSet<uint> _seen = [];
    long _started;

    /// <summary>Begins a sample.</summary>
    /// <param name="started">How many encodes have started so far.</param>
    public void Begin(long started)
    {
        _seen.Clear();
        if (started == _started)
            return;
        _started = started;
        foreach (var (pid, owner) in _owners.Where(entry => entry.Value.Path is null).ToList())
            _owners[pid] = owner with { IsStale = true };
    }

    /// <summary>Looks again, everywhere, for the processes that are of no encode.</summary>
    public void LookAgain()
    {
        foreach (var (pid, owner) in _owners.Where(entry => entry.Value.Path is null).ToList())
            _owners[pid] = owner with { WasLookedForEverywhere = false };
    }

    /// <summary>The encode of a process; null if it is of none.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="holdsSession">Whether it holds an encoder session, so that its unit or container becomes an encode.</param>
    public Encode? Of(uint pid, bool holdsSession)
    {
        _seen.Add(pid);
        var isKnown = _owners.TryGetValue(pid, out var owner);
        // A walk through the whole hierarchy, once for each process that holds a session.
        var mayClaim = holdsSession && !owner.WasLookedForEverywhere;
        if (!isKnown || owner.IsStale || (owner.Path is null && mayClaim))
        {
            owner = new Owner(cgroups.ClaimProcess(pid, mayClaim), IsStale: false, owner.WasLookedForEverywhere || mayClaim);
            _owners[pid] = owner;
        }
        return owner.Path is { } path && encodes.TryGet(path, out var encode) ? encode : null;
    }

    /// <summary>Ends a sample: forgets the processes that were not in it, whose ids may be used again.</summary>
    public void End()
    {
        foreach (var pid in _owners.Keys.Where(pid => !_seen.Contains(pid)).ToList())
            _owners.Remove(pid);
    }

    readonly record struct Owner(string? Path, bool IsStale, bool WasLookedForEverywhere);
}
