using System.Diagnostics.CodeAnalysis;
using Wattd.Collectors.Encodes.Cgroups;

namespace Wattd.Collectors.Encodes;

/// <summary>
/// The encodes that run, and those that have ended lately. There are at most <see cref="EncodesOptions.Most"/>: one that has ended
/// makes room for one that runs. Used by the thread of the sampler.
/// </summary>
/// <param name="options">The settings.</param>
sealed class EncodeTable(EncodesOptions options)
{
    /// <summary>The place of the first GPU among the components; before it are the packages and their memory.</summary>
    public const int FirstGpu = 2;

    readonly Dictionary<string, Encode> _byPath = [];
    readonly List<Encode> _all = [];
    readonly List<Encode> _removed = [];

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<Encode> All => _all;

    /// <summary>How many run.</summary>
    public int Running => _all.Count(encode => encode.IsRunning);

    /// <summary>Whether the record of one that has ended is still to be written.</summary>
    public bool HasRecordDue => _all.Exists(encode => encode.IsRecordDue);

    /// <summary>The encode of a cgroup.</summary>
    public bool TryGet(string path, [NotNullWhen(true)] out Encode? encode) => _byPath.TryGetValue(path, out encode);

    /// <summary>The encode of a cgroup that has processes; a new one if there is none.</summary>
    public Encode Of(in CgroupUse cgroup)
    {
        if (_byPath.TryGetValue(cgroup.Path, out var known))
            return known;
        if (_all.Count >= options.Most)
            RemoveOldest();
        var name = CgroupName.Of(cgroup.Path, taken => _all.Exists(encode => encode.Identity.Name == taken));
        var added = new Encode(
            new EncodeIdentity(name, CgroupName.UnitOf(cgroup.Path), CgroupTree.Shown(cgroup.Path), cgroup.FoundBy), cgroup.Path);
        _byPath[cgroup.Path] = added;
        _all.Add(added);
        _all.Sort((left, right) => string.CompareOrdinal(left.Identity.Name, right.Identity.Name));
        return added;
    }

    /// <summary>
    /// Removes those that ended longer ago than <see cref="EncodesOptions.Linger"/>, and the oldest of those that have ended where
    /// there are too many; not before their record is written.
    /// </summary>
    /// <returns>Those that were removed since the last call.</returns>
    public IReadOnlyList<Encode> Forget(TimeSpan now)
    {
        foreach (var encode in _all.Where(encode => !encode.IsRecordDue && now - encode.EndedAt > options.Linger).ToList())
            Remove(encode);
        while (_all.Count > options.Most && RemoveOldest())
        {
        }
        if (_removed.Count == 0)
            return [];
        List<Encode> removed = [.. _removed];
        _removed.Clear();
        return removed;
    }

    bool RemoveOldest()
    {
        if (_all.Where(encode => !encode.IsRunning && !encode.IsRecordDue).MinBy(encode => encode.EndedAt) is not { } oldest)
            return false;
        Remove(oldest);
        return true;
    }

    void Remove(Encode encode)
    {
        _byPath.Remove(encode.Path);
        _all.Remove(encode);
        _removed.Add(encode);
    }
}
