namespace Wattd.Collectors.Encodes.Progress;

/// <summary>
/// What all ffmpegs of one cgroup have reported. Totals count from the first report that was received, never go back, and go on
/// when an ffmpeg is restarted. Null is what none of them reports.
/// </summary>
readonly record struct CgroupProgress
{
    /// <summary>The inode number of the cgroup's directory. No other cgroup has it before the next boot.</summary>
    public required ulong CgroupId { get; init; }

    /// <summary>Frames of the first video output of each ffmpeg. Null if none encodes video: copied video is not counted.</summary>
    public long? Frames { get; init; }

    /// <summary>Frames that were dropped to keep the frame rate. Null where <see cref="Frames"/> is.</summary>
    public long? DroppedFrames { get; init; }

    /// <summary>Frames that were written twice to keep the frame rate. Null where <see cref="Frames"/> is.</summary>
    public long? DuplicatedFrames { get; init; }

    /// <summary>Bytes written. Null for outputs without a size, such as <c>-f null</c>.</summary>
    public long? Bytes { get; init; }

    /// <summary>How much media was written.</summary>
    public TimeSpan? MediaTime { get; init; }

    /// <summary>Encoded video outputs, the renditions of a ladder, of the ffmpegs that are reporting.</summary>
    public int Outputs { get; init; }

    /// <summary>How many ffmpegs are reporting: neither at their end nor silent.</summary>
    public int Reporting { get; init; }

    /// <summary>Frames per second over the last <c>encodes.interval</c>, by the clock of wattd: the sum over the reporting ffmpegs. Null before the first interval, and where none reports.</summary>
    public double? Fps { get; init; }

    /// <summary>Media time per time over the last <c>encodes.interval</c>: the least of the reporting ffmpegs. Null as <see cref="Fps"/>; audio has it, too.</summary>
    public double? Speed { get; init; }

    /// <summary>
    /// When the most silent of the ffmpegs that have not ended sent its last report: a timestamp of the <see cref="TimeProvider"/>.
    /// Null if all have ended.
    /// </summary>
    public long? LastReport { get; init; }
}
