using System.Collections.Immutable;

namespace Wattd.Collectors.Gpu.Processes;

/// <summary>Gathers what is known of each process on a GPU in one read. It keeps its memory for the next.</summary>
sealed class ProcessTable
{
    readonly Dictionary<uint, int> _byPid = [];
    Entry[] _entries = new Entry[16];
    GpuProcess[] _sorted = new GpuProcess[16];
    int _count;

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        _byPid.Clear();
        _count = 0;
    }

    /// <summary>Adds a sample of what a process used.</summary>
    public void AddUse(uint pid, EngineUse use)
    {
        ref var entry = ref Of(pid);
        entry.Sum = new EngineUse(
            entry.Sum.Sm + use.Sm, entry.Sum.Memory + use.Memory, entry.Sum.Encoder + use.Encoder, entry.Sum.Decoder + use.Decoder);
        entry.Samples++;
    }

    /// <summary>
    /// Adds a process of one of the driver's lists. Its instances within a list (MIG) add up; a process in several lists
    /// has the same memory in each.
    /// </summary>
    /// <param name="list">Which list; not 0.</param>
    /// <param name="pid">The process.</param>
    /// <param name="bytes">Its memory, in bytes; null if unknown.</param>
    public void AddMemory(int list, uint pid, double? bytes)
    {
        ref var entry = ref Of(pid);
        if (entry.List != list)
            (entry.List, entry.Before, entry.InList) = (list, entry.Most, null);
        if (bytes is { } known)
            entry.InList = (entry.InList ?? 0) + known;
    }

    /// <summary>The processes by pid; the same array as before if nothing has changed.</summary>
    /// <param name="hasUse">Whether the driver reported what they used: a process without a sample then used nothing.</param>
    /// <param name="last">The last result.</param>
    public ImmutableArray<GpuProcess> Processes(bool hasUse, ImmutableArray<GpuProcess> last)
    {
        if (_sorted.Length < _count)
            _sorted = new GpuProcess[_entries.Length];
        for (var i = 0; i < _count; i++)
            _sorted[i] = new GpuProcess(_entries[i].Pid, hasUse ? _entries[i].Mean : null, _entries[i].Most);
        var sorted = _sorted.AsSpan(0, _count);
        sorted.Sort(static (left, right) => left.Pid.CompareTo(right.Pid));
        return sorted.SequenceEqual(last.AsSpan()) ? last : [.. sorted];
    }

    ref Entry Of(uint pid)
    {
        if (_byPid.TryGetValue(pid, out var known))
            return ref _entries[known];
        if (_count == _entries.Length)
            Array.Resize(ref _entries, 2 * _count);
        _byPid.Add(pid, _count);
        _entries[_count] = new Entry { Pid = pid };
        return ref _entries[_count++];
    }

    struct Entry
    {
        public uint Pid;
        public EngineUse Sum;
        public int Samples, List;
        public double? Before, InList;

        public readonly EngineUse Mean => Samples == 0
            ? default
            : new EngineUse(Sum.Sm / Samples, Sum.Memory / Samples, Sum.Encoder / Samples, Sum.Decoder / Samples);

        public readonly double? Most => Before is { } before && InList is { } inList ? Math.Max(before, inList) : Before ?? InList;
    }
}
