using Wattd.Collectors.Encodes;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Collectors.Encodes.Progress;
using Wattd.Collectors.Sampling;

namespace Wattd.Tests.Support;

/// <summary>Cgroups that do what a test says.</summary>
sealed class ScriptedCgroups : ICgroupSource
{
    readonly Dictionary<string, (ulong Id, FoundBy FoundBy, ulong Used, CgroupState State)> _cgroups = [];
    readonly Dictionary<ulong, string> _inside = [], _claims = [];
    readonly HashSet<string> _ranUnseen = [];
    readonly Dictionary<uint, (string Path, bool IsFollowed)> _processes = [];
    ulong? _busy = 0;

    /// <summary>Whether there is no cgroup v2.</summary>
    public bool IsMissing { get; set; }

    /// <summary>Whether the processor time of the machine cannot be read.</summary>
    public bool IsBusyUnknown { get; set; }

    public int Unlisted { get; set; }

    public bool IsLookDue => false;

    /// <summary>Whether it says at once what happens. The default is true.</summary>
    public bool TellsNews { get; set; } = true;

    /// <summary>Says that something has happened.</summary>
    public Action TellNews { get; private set; } = () => { };

    /// <summary>How often processes were looked for.</summary>
    public int ProcessLooks { get; private set; }

    public ScriptedCgroups Clear()
    {
        _cgroups.Clear();
        return this;
    }

    public ScriptedCgroups Add(string path, ulong id, FoundBy foundBy = FoundBy.Match)
    {
        _cgroups[path] = (id, foundBy, 0, CgroupState.Populated);
        return this;
    }

    /// <summary>Adds processor time, to the cgroup and to the machine.</summary>
    public ScriptedCgroups Use(string path, double seconds)
    {
        if (_cgroups.TryGetValue(path, out var cgroup))
            _cgroups[path] = cgroup with { Used = cgroup.Used + (ulong)(seconds * 1e6) };
        return UseOther(seconds);
    }

    public ScriptedCgroups UseOther(double seconds)
    {
        _busy += (ulong)(seconds * 1e6);
        return this;
    }

    /// <summary>Ends the processes of a cgroup, and removes it if it is gone.</summary>
    public ScriptedCgroups End(string path, bool isGone = false)
    {
        _cgroups[path] = _cgroups[path] with { State = isGone ? CgroupState.Gone : CgroupState.Empty };
        return this;
    }

    /// <summary>Follows one no longer, because another one holds it.</summary>
    public ScriptedCgroups Leave(string path, string holder, ulong holderId)
    {
        _inside[_cgroups[path].Id] = holder;
        _cgroups[path] = _cgroups[path] with { State = CgroupState.Left };
        return Add(holder, holderId);
    }

    /// <summary>Had processes for a moment, between two reads.</summary>
    public ScriptedCgroups RunUnseen(string path)
    {
        _ranUnseen.Add(path);
        return this;
    }

    /// <summary>Removes a cgroup that is in an encode.</summary>
    public void RemoveInside(ulong id) => _inside.Remove(id);

    /// <summary>Says in which encode a cgroup is.</summary>
    public void Inside(ulong id, string path) => _inside[id] = path;

    /// <summary>Says which cgroup is followed if it is claimed.</summary>
    public void MayClaim(ulong id, string path) => _claims[id] = path;

    /// <summary>Says in which cgroup a process is.</summary>
    public ScriptedCgroups Process(uint pid, string path)
    {
        _processes[pid] = (path, _cgroups.ContainsKey(path));
        return this;
    }

    public void UseNews(Action happened) => TellNews = happened;

    public void Look()
    {
        if (IsMissing)
            throw new SourceException(EncodesFailure.NoCgroup2, "no cgroup v2");
    }

    public void Read(List<CgroupUse> into)
    {
        into.Clear();
        foreach (var (path, cgroup) in _cgroups.ToList())
        {
            var use = new CgroupUse(path, cgroup.Id, cgroup.FoundBy, cgroup.Used, cgroup.State);
            into.Add(_ranUnseen.Remove(path) ? use with { HasRun = true } : use);
            _cgroups[path] = cgroup with { Used = 0 };
            if (cgroup.State is CgroupState.Gone or CgroupState.Left)
                _cgroups.Remove(path);
        }
    }

    public (string Path, ulong Id)? ClaimCgroup(ulong id)
    {
        if (_claims.Remove(id, out var claimed))
            Add(claimed, id, FoundBy.Progress);
        foreach (var (path, cgroup) in _cgroups)
        {
            if (cgroup.Id == id || (_inside.TryGetValue(id, out var holder) && holder == path))
                return (path, cgroup.Id);
        }
        return null;
    }

    public string? ClaimProcess(uint pid, bool mayClaim)
    {
        ProcessLooks++;
        if (!_processes.TryGetValue(pid, out var process))
            return null;
        if (!process.IsFollowed && mayClaim)
            Process(pid, Claimed(process.Path));
        return process.IsFollowed || mayClaim ? process.Path : null;
    }

    public IReadOnlySet<ulong> Present() => _cgroups.Values.Select(cgroup => cgroup.Id).Concat(_inside.Keys).ToHashSet();

    public ulong? ReadBusy() => IsBusyUnknown ? null : _busy;

    public void Dispose()
    {
    }

    string Claimed(string path)
    {
        Add(path, 500, FoundBy.Session);
        return path;
    }
}

/// <summary>Progress that a test reports.</summary>
sealed class ScriptedProgress : IProgressTable
{
    readonly Dictionary<ulong, CgroupProgress> _reports = [];

    public Outage? Outage { get; set; }

    /// <summary>Says that reports have arrived.</summary>
    public Action TellNews { get; private set; } = () => { };

    public void UseNews(Action arrived) => TellNews = arrived;

    public void Start()
    {
    }

    public ProgressCounts Counts => new(_reports.Count, 2, 3, 4);

    /// <summary>The cgroups that were forgotten.</summary>
    public List<ulong> Forgotten { get; } = [];

    public ScriptedProgress Report(ulong cgroup, long frames, double? fps = null, double? speed = null)
    {
        _reports[cgroup] = new CgroupProgress
        {
            CgroupId = cgroup,
            Frames = frames,
            DroppedFrames = 1,
            DuplicatedFrames = 2,
            Bytes = frames * 1000,
            MediaTime = TimeSpan.FromSeconds(frames / 25.0),
            Outputs = 1,
            Reporting = 1,
            Fps = fps,
            Speed = speed,
            LastReport = 1,
        };
        return this;
    }

    /// <summary>Every ffmpeg of a cgroup has sent its last report.</summary>
    public ScriptedProgress End(ulong cgroup)
    {
        _reports[cgroup] = _reports[cgroup] with { Reporting = 0, LastReport = null };
        return this;
    }

    public void Read(List<CgroupProgress> into)
    {
        into.Clear();
        into.AddRange(_reports.Values);
    }

    public void Forget(ulong cgroupId)
    {
        Forgotten.Add(cgroupId);
        _reports.Remove(cgroupId);
    }
}
