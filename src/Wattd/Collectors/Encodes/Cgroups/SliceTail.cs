namespace Wattd.Collectors.Encodes.Cgroups;

/// <summary>
/// The parent of encodes, such as <c>encode.slice</c>. It keeps the use of cgroups that are gone: where only encodes are in it, what
/// one of them used between its last read and its removal is what the parent used more than all of them.
/// </summary>
sealed class SliceTail : IDisposable
{
    readonly CgroupTree _tree;
    readonly string _path;
    readonly CpuStatFile _stat;
    readonly List<uint> _pids = [];
    ulong _read;
    // An encode that is followed from the middle of a window on used something before that.
    bool _isPartial;

    SliceTail(CgroupTree tree, string path, CpuStatFile stat, ulong read) => (_tree, _path, _stat, _read) = (tree, path, stat, read);

    /// <summary>Follows the parent of an encode, if the encode is not at the top.</summary>
    /// <param name="tails">The parents that are followed.</param>
    /// <param name="tree">The hierarchy.</param>
    /// <param name="encode">The path of an encode that is followed from now on.</param>
    /// <param name="isNew">Whether it has just been created.</param>
    public static void Follow(Dictionary<string, SliceTail> tails, CgroupTree tree, string encode, bool isNew)
    {
        if (ParentOf(encode) is not { Length: > 0 } parent)
            return;
        if (!tails.TryGetValue(parent, out var tail))
        {
            if (CpuStatFile.Open(tree.Folder(parent)) is not { } stat)
                return;
            tails[parent] = tail = new SliceTail(tree, parent, stat, stat.Read() ?? 0) { _isPartial = true };
        }
        tail._isPartial |= !isNew;
    }

    /// <summary>Adds what is missing to those that were removed before their last use was read.</summary>
    /// <param name="followed">The encodes that are there, just read.</param>
    /// <param name="gone">Those that have gone since the last call.</param>
    /// <returns>False if the parent itself is gone.</returns>
    public bool Settle(IEnumerable<Cgroup> followed, IReadOnlyCollection<Cgroup> gone)
    {
        if (_stat.Read() is not { } now)
            return false;
        var used = now - Math.Min(now, _read);
        var isPartial = _isPartial;
        (_read, _isPartial) = (now, false);
        List<Cgroup> lost = [.. gone.Where(cgroup => cgroup.HasLostTail && ParentOf(cgroup.Path) == _path)];
        if (lost.Count == 0 || isPartial)
            return true;

        ulong known = 0;
        var present = new HashSet<string>();
        foreach (var cgroup in followed.Concat(gone).Where(cgroup => ParentOf(cgroup.Path) == _path))
        {
            known += cgroup.Pending;
            present.Add(Path.GetFileName(cgroup.Path));
        }
        _pids.Clear();
        CgroupProcesses.Read(_tree.Folder(_path), _pids);
        if (used <= known || _pids.Count > 0 || !_tree.Children(_path).All(present.Contains))
            return true;
        foreach (var cgroup in lost)
            cgroup.AddTail((used - known) / (ulong)lost.Count);
        return true;
    }

    public void Dispose() => _stat.Dispose();

    static string ParentOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "";
}
