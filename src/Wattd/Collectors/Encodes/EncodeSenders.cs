using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Collectors.Encodes.Progress;

namespace Wattd.Collectors.Encodes;

/// <summary>
/// Which encode the progress of a cgroup belongs to: the cgroup of an encode, or one within it. A cgroup is looked for once, and again
/// when cgroups are looked at. Used by the thread of the sampler.
/// </summary>
/// <param name="progress">The progress by cgroup. If it can be disposed of, this does.</param>
/// <param name="cgroups">The cgroups.</param>
/// <param name="encodes">The encodes.</param>
sealed class EncodeSenders(IProgressTable progress, ICgroupSource cgroups, EncodeTable encodes) : IDisposable
{
    /// <summary>
    /// How long reports are waited for after the end of an encode. Those of many senders are gathered before they are read.
    /// </summary>
    public static readonly TimeSpan LongestWait = 2 * ProgressReceiver.Gathering;

    readonly List<CgroupProgress> _reports = [];
    // By the cgroup that reports; null if it is of no encode.
    readonly Dictionary<ulong, (string Path, ulong Id)?> _senders = [];
    // With the time at which each was found to be gone.
    readonly Dictionary<ulong, TimeSpan> _gone = [];
    // Encodes that are followed no longer, because one that holds them is.
    readonly List<(string Path, ulong Id)> _left = [];
    // What was counted in them: the encode that holds them counts what comes after.
    readonly Dictionary<ulong, CgroupProgress> _counted = [];

    /// <summary>The datagrams so far.</summary>
    public ProgressCounts Counts => progress.Counts;

    /// <summary>Whether an ffmpeg reports, of an encode or not.</summary>
    public bool IsAnyReporting => _reports.Exists(report => report.Reporting > 0);

    /// <inheritdoc cref="IProgressTable.Start"/>
    public void Start() => progress.Start();

    /// <summary>Records that the cgroup of an encode has been removed: its last reports may still arrive.</summary>
    public void NoteGone(ulong id, TimeSpan now) => _gone[id] = now;

    /// <summary>Records that the cgroup of an encode is followed no longer although it is there: one that holds it is.</summary>
    public void NoteLeft(string path, ulong id) => _left.Add((path, id));

    /// <summary>Adds what was reported to the encodes, and forgets what is gone.</summary>
    public void Follow(TimeSpan now)
    {
        progress.Read(_reports);
        foreach (var (path, id) in _left)
            HandOver(path, id);
        _left.Clear();
        foreach (var report in _reports)
        {
            if (!_senders.TryGetValue(report.CgroupId, out var sender))
                _senders[report.CgroupId] = sender = cgroups.ClaimCgroup(report.CgroupId);
            if (sender is { } known && encodes.TryGet(known.Path, out var encode))
            {
                if (_counted.Remove(report.CgroupId, out var counted))
                    encode.ReportedElsewhere(counted);
                encode.Report(report);
            }
            else if (sender is null && report.Reporting == 0)
            {
                progress.Forget(report.CgroupId);
                _counted.Remove(report.CgroupId);
            }
        }
        foreach (var (gone, at) in _gone)
        {
            if (now - at < LongestWait)
                continue;
            _gone.Remove(gone);
            foreach (var sender in SendersOf(gone))
                Forget(sender);
        }
        if (_senders.Count > 2 * _reports.Count + 64)
            _senders.Clear();
    }

    /// <summary>Looks again for those of no encode, for which there may be room by now, and forgets those that are gone.</summary>
    public void LookAgain()
    {
        foreach (var id in _senders.Where(sender => sender.Value is null).Select(sender => sender.Key).ToList())
            _senders.Remove(id);
        // Cgroups within encodes, whose ffmpegs have ended.
        var quiet = _reports
            .Where(report => report.LastReport is null && _senders.GetValueOrDefault(report.CgroupId) is { } sender && sender.Id != report.CgroupId)
            .Select(report => report.CgroupId).ToList();
        if (quiet.Count == 0)
            return;
        var present = cgroups.Present();
        foreach (var id in quiet.Where(id => !present.Contains(id)))
            Forget(id);
    }

    /// <summary>Forgets what was reported for an encode that is forgotten.</summary>
    public void Forget(Encode encode)
    {
        foreach (var id in encode.Reporters)
            Forget(id);
    }

    /// <inheritdoc/>
    public void Dispose() => (progress as IDisposable)?.Dispose();

    /// <summary>Counts what was reported until now in an encode that is followed no longer, and only that.</summary>
    void HandOver(string path, ulong id)
    {
        encodes.TryGet(path, out var encode);
        foreach (var sender in SendersOf(id).Union(encode?.Reporters ?? []).ToList())
        {
            _senders.Remove(sender);
            if (encode is null)
                continue;
            foreach (var report in _reports.Where(report => report.CgroupId == sender))
            {
                encode.Report(report);
                _counted[sender] = report;
            }
            encode.ForgetReports(sender);
        }
    }

    void Forget(ulong cgroupId)
    {
        progress.Forget(cgroupId);
        _counted.Remove(cgroupId);
        Remove(cgroupId);
    }

    void Remove(ulong cgroupId)
    {
        if (_senders.Remove(cgroupId, out var sender) && sender is { } known && encodes.TryGet(known.Path, out var encode))
            encode.ForgetReports(cgroupId);
    }

    List<ulong> SendersOf(ulong encode) => [.. _senders.Where(sender => sender.Value?.Id == encode).Select(sender => sender.Key)];
}
