using Wattd.Ffmpeg;

namespace Wattd.Collectors.Encodes.Progress;

/// <summary>What the ffmpegs of one cgroup have done since the first report. Never goes back.</summary>
sealed class CgroupTotals
{
    /// <summary>The largest value that a page shows exactly. No encode reaches it: 285 years of media, 9 PB.</summary>
    public const long Largest = 1L << 53;

    long? _frames, _dropped, _duplicated, _bytes, _microseconds;

    /// <summary>The senders in this cgroup that are remembered.</summary>
    public int Senders { get; set; }

    /// <summary>Its place in the list that is being read.</summary>
    public int Place { get; private set; }

    /// <summary>Adds what one ffmpeg has done since its last report.</summary>
    /// <param name="from">Its counts then.</param>
    /// <param name="to">Its counts now.</param>
    public void Add(in StreamCounts from, in StreamCounts to)
    {
        Add(ref _frames, from.Frames, to.Frames);
        Add(ref _dropped, from.Dropped, to.Dropped);
        Add(ref _duplicated, from.Duplicated, to.Duplicated);
        Add(ref _bytes, from.Bytes, to.Bytes);
        Add(ref _microseconds, from.Microseconds, to.Microseconds);
    }

    /// <summary>Adds the totals to a list, without what depends on the ffmpegs that are reporting.</summary>
    public void Read(ulong cgroup, List<CgroupProgress> into)
    {
        Place = into.Count;
        into.Add(new CgroupProgress
        {
            CgroupId = cgroup,
            Frames = _frames,
            DroppedFrames = _dropped,
            DuplicatedFrames = _duplicated,
            Bytes = _bytes,
            MediaTime = _microseconds is { } count ? TimeSpan.FromTicks(count * TimeSpan.TicksPerMicrosecond) : null,
        });
    }

    static void Add(ref long? total, long? from, long? to)
    {
        if (to is { } now)
            total = Math.Min(Largest, (total ?? 0) + Math.Max(0, now - (from ?? 0)));
    }
}

/// <summary>The counts in a report, since the start of its ffmpeg, each at most <see cref="CgroupTotals.Largest"/>. Null is what it does not say.</summary>
readonly record struct StreamCounts(long? Frames, long? Dropped, long? Duplicated, long? Bytes, long? Microseconds)
{
    /// <summary>The counts of a report; null if one is larger than any encode reaches.</summary>
    public static StreamCounts? Of(in ProgressBlock block)
    {
        // Copied video has frames that nobody encoded.
        var video = block.IsEncoding;
        var counts = new StreamCounts(
            video ? block.Frames : null, video ? block.DroppedFrames : null, video ? block.DuplicatedFrames : null, block.Bytes,
            (long?)block.MediaTime?.TotalMicroseconds);
        return IsPossible(counts.Frames) && IsPossible(counts.Dropped) && IsPossible(counts.Duplicated) && IsPossible(counts.Bytes)
            && IsPossible(counts.Microseconds) ? counts : null;
    }

    /// <summary>These counts, with the earlier ones for what they do not say, and where an earlier one is larger.</summary>
    public StreamCounts Over(in StreamCounts earlier) => new(
        Later(earlier.Frames, Frames), Later(earlier.Dropped, Dropped), Later(earlier.Duplicated, Duplicated), Later(earlier.Bytes, Bytes),
        Later(earlier.Microseconds, Microseconds));

    static long? Later(long? earlier, long? now) => now is null || earlier > now ? earlier : now;

    static bool IsPossible(long? count) => count is not > CgroupTotals.Largest;
}
