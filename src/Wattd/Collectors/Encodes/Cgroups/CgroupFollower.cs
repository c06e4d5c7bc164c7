using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Encodes.Cgroups;

/// <summary>
/// Follows the cgroups of this machine that are encodes. It finds them by a walk through the hierarchy, and between walks by
/// events; those that send progress or hold an encoder session when they are claimed. The outermost match wins, so that
/// encodes never overlap.
/// </summary>
sealed class CgroupFollower : ICgroupSource
{
    // How often a look tries to open one that could not be opened at its birth.
    const int MostTries = 5;

    // Paths of encodes that are not followed are kept to count them, as far as this.
    const int MostUnlisted = 10_000;

    readonly EncodesOptions _options;
    readonly CgroupTree _tree;
    readonly CgroupPatterns _patterns;
    readonly ILogger _logger;
    readonly ProcessorTime _busy;
    readonly Lock _lock = new();

    // All that follows is used under the lock: by the sampler, and by the thread that waits for events.
    readonly Dictionary<string, Cgroup> _followed = [];
    readonly List<Cgroup> _gone = [];
    readonly HashSet<string> _unlisted = [];
    readonly Dictionary<string, int> _newborn = [];
    readonly Dictionary<int, (string Path, ulong Id)> _folders = [];
    readonly Dictionary<int, Cgroup> _files = [];
    readonly Dictionary<string, SliceTail> _tails = [];
    readonly List<uint> _pids = [];
    CgroupWatch? _watch;
    Action? _news;
    string? _own;
    bool _isLookDue, _hasFollowed, _hasComplained;

    /// <param name="options">The settings.</param>
    /// <param name="logger">Where changes of state are logged.</param>
    public CgroupFollower(EncodesOptions options, ILogger logger)
    {
        (_options, _logger) = (options, logger);
        _tree = new CgroupTree(options.CgroupPath);
        _patterns = new CgroupPatterns(options.Match.All);
        _busy = new ProcessorTime(_tree, options.ProcfsPath);
    }

    /// <inheritdoc/>
    public int Unlisted
    {
        get
        {
            lock (_lock)
                return _unlisted.Count;
        }
    }

    /// <inheritdoc/>
    public bool IsLookDue => Volatile.Read(ref _isLookDue);

    /// <inheritdoc/>
    public void UseNews(Action happened) => _news = happened;

    /// <inheritdoc/>
    public bool TellsNews
    {
        get
        {
            lock (_lock)
                return _watch is { IsWatching: true, Complaint: null } && _followed.Values.All(cgroup => cgroup.Watch is not null);
        }
    }

    /// <inheritdoc/>
    public void Look()
    {
        if (!_tree.IsUnified)
            throw new SourceException(EncodesFailure.NoCgroup2, EncodesFailure.NoCgroup2Problem(_options));
        lock (_lock)
        {
            Volatile.Write(ref _isLookDue, false);
            if (_watch is not { IsWatching: true })
                _watch = new CgroupWatch(Happened);
            // What could not be watched is tried again.
            _watch.ForgetComplaint();
            foreach (var cgroup in _followed.Values.Where(cgroup => _tree.IdOf(cgroup.Path) != cgroup.Id).ToList())
                Leave(cgroup);
            // Also those of which an event was lost.
            foreach (var cgroup in _followed.Values)
                cgroup.Refresh();
            foreach (var (watch, folder) in _folders)
            {
                if (_tree.IdOf(folder.Path) != folder.Id)
                    LeaveFolder(watch);
            }
            _unlisted.Clear();
            Enter("", level: 0, isNew: false);
            if (_watch.Complaint is { } complaint && !_hasComplained)
            {
                _hasComplained = true;
                _logger.NotWatched(complaint, _options.DiscoveryInterval.TotalSeconds);
            }
        }
    }

    /// <inheritdoc/>
    public void Read(List<CgroupUse> into)
    {
        into.Clear();
        lock (_lock)
        {
            foreach (var cgroup in _followed.Values)
                cgroup.RefreshUse();
            foreach (var gone in _followed.Values.Where(cgroup => cgroup.IsGone).ToList())
                Leave(gone);
            foreach (var (path, tail) in _tails.Where(tail => !tail.Value.Settle(_followed.Values, _gone)).ToList())
            {
                tail.Dispose();
                _tails.Remove(path);
            }
            foreach (var cgroup in _gone)
            {
                into.Add(cgroup.Take());
                cgroup.Dispose();
            }
            _gone.Clear();
            foreach (var cgroup in _followed.Values)
                into.Add(cgroup.Take());
        }
    }

    /// <inheritdoc/>
    public (string Path, ulong Id)? ClaimCgroup(ulong id)
    {
        lock (_lock)
            return _tree.Find(id) is { } path && Claim(path, FoundBy.Progress) is { } encode ? (encode, _followed[encode].Id) : null;
    }

    /// <inheritdoc/>
    public string? ClaimProcess(uint pid, bool mayClaim)
    {
        lock (_lock)
        {
            foreach (var cgroup in _followed.Values)
            {
                _pids.Clear();
                _tree.ReadProcesses(cgroup.Path, _pids);
                if (_pids.Contains(pid))
                    return cgroup.Path;
            }
            return mayClaim && _tree.FindProcess(pid) is { } path ? Claim(path, FoundBy.Session) : null;
        }
    }

    /// <inheritdoc/>
    public IReadOnlySet<ulong> Present() => _tree.Ids();

    /// <summary>How many directories and files it watches.</summary>
    public int Watches => _watch?.Count ?? 0;

    /// <inheritdoc/>
    public ulong? ReadBusy() => _busy.Read();

    [SuppressMessage("Design", "CA2213", Justification = "The watch is disposed of before the lock is taken.")]
    public void Dispose()
    {
        // Outside the lock, which its thread may be waiting for.
        _watch?.Dispose();
        lock (_lock)
        {
            foreach (var cgroup in _followed.Values.Concat(_gone))
                cgroup.Dispose();
            foreach (var tail in _tails.Values)
                tail.Dispose();
        }
        _busy.Dispose();
    }

    /// <summary>Looks at a cgroup: follows it, or what is in it.</summary>
    void Enter(string path, int level, bool isNew)
    {
        if (_patterns.Matches(path))
        {
            Follow(path, FoundBy.Match, isNew);
            return;
        }
        if (level >= CgroupTree.DeepestLevel || !_patterns.MayHold(path))
            return;
        // Before its children are listed: one that is created in between is then an event.
        if (_folders.Values.All(folder => folder.Path != path) && _tree.IdOf(path) is { } id
            && _watch?.AddFolder(_tree.Folder(path)) is { } watch)
            _folders[watch] = (path, id);
        foreach (var child in _tree.Children(path))
        {
            if (!_followed.ContainsKey(CgroupTree.Child(path, child)))
                Enter(CgroupTree.Child(path, child), level + 1, isNew);
        }
    }

    void Follow(string path, FoundBy foundBy, bool isNew)
    {
        if (IsOwn(path) || _followed.Keys.Any(outer => IsBelow(path, outer)))
            return;
        // The outermost has all that is in it.
        foreach (var inner in _followed.Values.Where(inner => IsBelow(inner.Path, path)).ToList())
            Abandon(inner, isHeld: true);
        if (_followed.Count >= _options.Most)
        {
            // A unit that is created has no process yet.
            if (!isNew && !_tree.IsPopulated(path))
                return;
            if (_followed.Values.FirstOrDefault(IsEmpty) is { } empty)
                Abandon(empty, isHeld: false);
            else
            {
                if (_unlisted.Count < MostUnlisted)
                    _unlisted.Add(path);
                return;
            }
        }
        isNew |= _newborn.Remove(path, out var tries);
        if (Cgroup.Open(_tree, path, foundBy, isNew) is not { } cgroup)
        {
            // Its files may be there a moment later, or a descriptor for them may be free.
            if (isNew && tries < MostTries && _tree.IdOf(path) is not null)
            {
                _newborn[path] = tries + 1;
                Volatile.Write(ref _isLookDue, true);
            }
            return;
        }
        _followed[path] = cgroup;
        _hasFollowed = true;
        _unlisted.Remove(path);
        if (_watch?.AddFile(_tree.FileIn(path, "cgroup.events")) is { } watch)
        {
            _files[watch] = cgroup;
            cgroup.Watch = watch;
        }
        // A process that entered or ended before the watch.
        cgroup.Refresh();
        SliceTail.Follow(_tails, _tree, path, isNew);
    }

    static bool IsEmpty(Cgroup cgroup)
    {
        // Its first process may have an event that has not been handled.
        if (!cgroup.IsPopulated)
            cgroup.Refresh();
        return !cgroup.IsPopulated;
    }

    /// <summary>The cgroup in which wattd itself is, found by its pid: /proc/self names it, but in its own namespace.</summary>
    bool IsOwn(string path)
    {
        if (_own is null)
        {
            _pids.Clear();
            _tree.ReadProcesses(path, _pids);
            if (_pids.Contains((uint)Environment.ProcessId))
                _own = path;
        }
        return path == _own;
    }

    string? Claim(string path, FoundBy foundBy)
    {
        foreach (var followed in _followed.Keys)
        {
            if (path == followed || IsBelow(path, followed))
                return followed;
        }
        if (CgroupName.HolderOf(path) is not { } holder)
            return null;
        // What is in it and followed would be counted twice.
        if (_followed.Keys.Any(followed => IsBelow(followed, holder)))
            return null;
        Follow(holder, foundBy, isNew: false);
        return _followed.ContainsKey(holder) ? holder : null;
    }

    void Leave(Cgroup cgroup)
    {
        if (!cgroup.IsGone)
            cgroup.Refresh();
        cgroup.Remove();
        if (cgroup.Watch is { } watch)
        {
            _files.Remove(watch);
            _watch?.Remove(watch);
            cgroup.Watch = null;
        }
        if (!_followed.Remove(cgroup.Path))
            return;
        _gone.Add(cgroup);
        // There is room for one of them.
        if (_unlisted.Count > 0)
            Volatile.Write(ref _isLookDue, true);
    }

    void Abandon(Cgroup cgroup, bool isHeld)
    {
        cgroup.Abandon(isHeld);
        Leave(cgroup);
    }

    void LeaveFolder(int watch)
    {
        _folders.Remove(watch);
        _watch?.Remove(watch);
    }

    static bool IsBelow(string path, string other) =>
        path.Length > other.Length && path[other.Length] == '/' && path.StartsWith(other, StringComparison.Ordinal);

    /// <summary>On the thread that waits for events.</summary>
    void Happened(CgroupEvent happened)
    {
        bool isNews;
        lock (_lock)
        {
            _hasFollowed = false;
            Handle(happened);
            // Not what happens to other units, which is much more.
            isNews = _hasFollowed || _isLookDue || happened.Kind == CgroupEventKind.Changed;
        }
        if (isNews)
            _news?.Invoke();
    }

    void Handle(CgroupEvent happened)
    {
        switch (happened.Kind)
        {
            case CgroupEventKind.Lost:
                Volatile.Write(ref _isLookDue, true);
                break;
            case CgroupEventKind.Changed when _files.TryGetValue(happened.Watch, out var cgroup):
                cgroup.Refresh();
                break;
            case CgroupEventKind.Unwatched:
                if (_files.Remove(happened.Watch, out var unwatched))
                    unwatched.Watch = null;
                _folders.Remove(happened.Watch);
                break;
            case CgroupEventKind.Created or CgroupEventKind.Removed when _folders.TryGetValue(happened.Watch, out var folder):
                var path = CgroupTree.Child(folder.Path, happened.Name);
                foreach (var (watch, known) in _folders)
                {
                    if (known.Path == path || IsBelow(known.Path, path))
                        LeaveFolder(watch);
                }
                if (_followed.TryGetValue(path, out var before) && _tree.IdOf(path) != before.Id)
                    Leave(before);
                if (happened.Kind == CgroupEventKind.Created && !_followed.ContainsKey(path))
                    Enter(path, path.Count(c => c == '/') + 1, isNew: true);
                else if (happened.Kind == CgroupEventKind.Removed)
                {
                    _unlisted.Remove(path);
                    _newborn.Remove(path);
                }
                break;
        }
    }
}
