using Microsoft.Extensions.Logging;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.Xids;

/// <summary>
/// The XIDs of every GPU since the daemon started, beyond the end of a session with the driver. Written by the thread that waits for
/// them, read by the sampler.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="logger">Where each is logged: the first at once, and then at most one message a minute for each GPU and XID.</param>
sealed class GpuXids(TimeProvider time, ILogger logger)
{
    readonly Lock _lock = new();
    readonly RecentlySeen<(string Uuid, string BusId), Watched> _gpus = new();
    GpuInventory? _inventory;
    Watched?[] _inOrder = [];
    long _version;
    volatile bool _hasUnlogged;

    /// <summary>Changes with every change of what is shown.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>The driver reports the XIDs of this GPU from now on.</summary>
    public void Watch(GpuIdentity gpu)
    {
        lock (_lock)
        {
            if (_gpus.Get(Key(gpu)) is null)
                Change();
            _gpus.See(Key(gpu), _gpus.Get(Key(gpu)) ?? new Watched(gpu, new XidCounts(time)));
            _gpus.ForgetOldest(Plausible.MostGpus);
        }
    }

    /// <summary>A GPU has reported an XID.</summary>
    /// <param name="gpu">A GPU that is watched.</param>
    /// <param name="number">Its number, as the driver gives it.</param>
    public void Add(GpuIdentity gpu, ulong number)
    {
        XidReport? report;
        lock (_lock)
        {
            var counts = _gpus.Get(Key(gpu))?.Counts;
            report = counts?.Add((int)Math.Min(number, int.MaxValue - 1));
            _hasUnlogged |= counts is { HasUnlogged: true };
            Change();
        }
        if (report is { } due)
            Log(gpu, due);
    }

    /// <summary>Logs what was counted without a message at least a minute ago. Called about once a second.</summary>
    public void LogOverdue()
    {
        if (!_hasUnlogged)
            return;
        List<(GpuIdentity Gpu, XidReport Report)> due = [];
        lock (_lock)
        {
            _hasUnlogged = false;
            foreach (var gpu in _gpus.Values)
            {
                if (!gpu.Counts.HasUnlogged)
                    continue;
                due.AddRange(gpu.Counts.Overdue().Select(report => (gpu.Identity, report)));
                _hasUnlogged |= gpu.Counts.HasUnlogged;
            }
        }
        foreach (var (gpu, report) in due)
            Log(gpu, report);
    }

    /// <summary>Notes that every GPU is down: its driver has gone, or wattd has released the GPUs.</summary>
    public void NoteDown()
    {
        lock (_lock)
        {
            foreach (var gpu in _gpus.Values)
                gpu.Counts.Note(isUp: false);
        }
    }

    /// <summary>Sets the XIDs of each reading, also of GPUs that are down; null for one that was never watched.</summary>
    /// <param name="inventory">The GPUs.</param>
    /// <param name="readings">The reading of each.</param>
    /// <param name="isAnswer">
    /// Whether a source has given the readings; false where they are down because none answers. One that has timed out is no answer either.
    /// </param>
    public void Fill(GpuInventory inventory, Span<GpuReading> readings, bool isAnswer)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(inventory, _inventory) || _inOrder.Length != readings.Length)
                _inventory = null;
            for (var i = 0; i < readings.Length; i++)
            {
                var watched = _inventory is null ? _gpus.Get(Key(inventory.Gpus[i])) : _inOrder[i];
                if (watched is null)
                    continue;
                if (isAnswer && !readings[i].TimedOut && watched.Counts.Note(readings[i].Up))
                    Change();
                readings[i].Xids = watched.Counts.Seen;
            }
            if (_inventory is null)
                (_inventory, _inOrder) = (inventory, [.. inventory.Gpus.Select(gpu => _gpus.Get(Key(gpu)))]);
        }
    }

    void Log(GpuIdentity gpu, XidReport report)
    {
        var (meaning, cure) = KnownXid.Describe(report.Number);
        logger.Xid(
            KnownXid.Find(report.Number) is { IsCritical: true } ? LogLevel.Error : LogLevel.Warning, gpu.BusId, gpu.Name, gpu.Uuid,
            report.Number, report.Count, meaning, cure);
    }

    /// <summary>Also invalidates the order of <see cref="Fill"/>, because a GPU may be new.</summary>
    void Change()
    {
        _inventory = null;
        Volatile.Write(ref _version, _version + 1);
    }

    static (string Uuid, string BusId) Key(GpuIdentity gpu) => (gpu.Uuid, gpu.BusId);

    sealed record Watched(GpuIdentity Identity, XidCounts Counts);
}
