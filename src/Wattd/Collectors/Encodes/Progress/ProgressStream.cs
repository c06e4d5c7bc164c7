using Wattd.Ffmpeg;

namespace Wattd.Collectors.Encodes.Progress;

/// <summary>The reports of one socket: one ffmpeg.</summary>
/// <param name="socket">The socket.</param>
/// <param name="parser">Reads its reports, and remembers which of its outputs are copied.</param>
/// <param name="rate">Its rates.</param>
sealed class ProgressStream(SocketIdentity socket, ProgressParser parser, ProgressRate rate)
{
    // A busy machine delays reports; the default of ffmpeg is one each 500 ms.
    static readonly TimeSpan ShortestSilence = TimeSpan.FromSeconds(5);

    // Microseconds by which the media time of several outputs may go back.
    const long Jitter = 1_000_000;

    StreamCounts _counts;

    /// <summary>The socket that sends them.</summary>
    public SocketIdentity Socket => socket;

    /// <summary>Reads its reports.</summary>
    public ProgressParser Parser => parser;

    /// <summary>Whether ffmpeg has sent its last report.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>When the kernel was asked who has the address.</summary>
    public long Asked { get; set; }

    /// <summary>When the last report was received.</summary>
    public long LastReport { get; private set; }

    /// <summary>Encoded video outputs.</summary>
    public int Outputs { get; private set; }

    /// <summary>Its rates.</summary>
    public ProgressRate Rate => rate;

    /// <summary>Whether a report has lower counts than the last one, and is thus of another run.</summary>
    public bool IsBefore(in StreamCounts counts) => counts.Frames is null
        ? counts.Microseconds + Jitter < _counts.Microseconds
        : counts.Frames < _counts.Frames;

    /// <summary>Counts from here: what its ffmpeg did before is not counted.</summary>
    public void StartAt(in StreamCounts counts)
    {
        _counts = counts;
        rate.Restart();
    }

    /// <summary>Takes a report.</summary>
    /// <param name="block">The report.</param>
    /// <param name="counts">Its counts.</param>
    /// <param name="totals">Those of its cgroup.</param>
    /// <param name="now">When it was received.</param>
    public void Add(in ProgressBlock block, in StreamCounts counts, CgroupTotals totals, long now)
    {
        totals.Add(_counts, counts);
        _counts = counts.Over(_counts);
        rate.Add(_counts, now);
        LastReport = now;
        (HasEnded, Outputs) = (block.IsLast, block.VideoOutputs - block.CopiedOutputs);
    }

    /// <summary>Whether it has neither ended nor been silent for three times as long as its reports were apart.</summary>
    public bool IsReporting(TimeSpan sinceReport) => !HasEnded && sinceReport <= Longest(ShortestSilence, 3 * (rate.Period ?? TimeSpan.Zero));

    static TimeSpan Longest(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
