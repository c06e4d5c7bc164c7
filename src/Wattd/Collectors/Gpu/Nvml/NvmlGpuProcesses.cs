using System.Collections.Immutable;
using Wattd.Collectors.Gpu.Processes;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>What is kept of the processes and encoder sessions of one GPU from read to read.</summary>
sealed class NvmlGpuProcesses
{
    /// <summary>
    /// After so long without a newer sample everything is asked for once: the samples are stamped by the wall clock,
    /// which may have been set back.
    /// </summary>
    static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    // The newest sample that was read; null before the first read.
    ulong? _newest;
    long _heard;
    bool _asksForAll;

    /// <summary>The last lists, which are handed out again while nothing in them changes.</summary>
    public ImmutableArray<EncoderSession> Sessions { get; set; } = [];

    /// <inheritdoc cref="Sessions"/>
    public ImmutableArray<GpuProcess> Processes { get; set; } = [];

    /// <summary>What was dropped since the first read.</summary>
    public DroppedSamples Dropped { get; private set; }

    /// <summary>Forgets the last read: what the processes used until the next one is unknown.</summary>
    public void Forget() => _newest = null;

    /// <summary>Counts a process without a pid.</summary>
    public void DropNoPid() => Dropped = Dropped with { NoPid = Dropped.NoPid + 1 };

    /// <summary>The timestamp after which samples are asked for.</summary>
    public ulong Since(long now, TimeProvider time)
    {
        _asksForAll = _newest is null or 0 || time.GetElapsedTime(_heard, now) >= LongestSilence;
        if (_asksForAll)
            _heard = now;
        return _asksForAll ? 0 : _newest!.Value;
    }

    /// <summary>Adds the samples that are newer than those of the last read, and drops what is wrong.</summary>
    /// <returns>
    /// False if it is unknown what the processes used since the last read: this is the first, and the driver's samples
    /// can be minutes old.
    /// </returns>
    public bool Add(ReadOnlySpan<NvmlProcessSample> samples, long now, ProcessTable into)
    {
        var newest = Newest(samples);
        if (_newest is not { } last || (_asksForAll && newest < last))
        {
            (_newest, _heard) = (newest ?? 0, now);
            return newest is null;
        }
        foreach (var sample in samples)
            Add(sample, last, into);
        if (newest > last)
            (_newest, _heard) = (newest, now);
        return true;
    }

    void Add(in NvmlProcessSample sample, ulong last, ProcessTable into)
    {
        if (sample.Timestamp <= last)
        {
            if (!_asksForAll)
                Dropped = Dropped with { Stale = Dropped.Stale + 1 };
        }
        else if (sample.Pid == 0)
            DropNoPid();
        else if (sample.Sm > 100 || sample.Memory > 100 || sample.Encoder > 100 || sample.Decoder > 100)
            Dropped = Dropped with { OutOfRange = Dropped.OutOfRange + 1 };
        else
            into.AddUse(sample.Pid, new EngineUse(sample.Sm, sample.Memory, sample.Encoder, sample.Decoder));
    }

    static ulong? Newest(ReadOnlySpan<NvmlProcessSample> samples)
    {
        ulong? newest = null;
        foreach (var sample in samples)
        {
            if (!(sample.Timestamp <= newest))
                newest = sample.Timestamp;
        }
        return newest;
    }
}
