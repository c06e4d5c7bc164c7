namespace Wattd.Ffmpeg;

/// <summary>
/// One report of <c>ffmpeg -progress</c>. Null is what the block does not say, or says as <c>N/A</c>. All numbers count from
/// the start of the run.
/// </summary>
readonly record struct ProgressBlock
{
    /// <summary>Frames of the first video output: frames encoded up to ffmpeg 5, packets written since ffmpeg 6. Null without video.</summary>
    public long? Frames { get; init; }

    /// <summary>How much media was written.</summary>
    public TimeSpan? MediaTime { get; init; }

    /// <summary>Frames that ffmpeg dropped, and that it wrote twice, to keep the frame rate.</summary>
    public long? DroppedFrames { get; init; }

    /// <inheritdoc cref="DroppedFrames"/>
    public long? DuplicatedFrames { get; init; }

    /// <summary>Bytes written.</summary>
    public long? Bytes { get; init; }

    /// <summary>The number of video outputs: the renditions of a ladder.</summary>
    public int VideoOutputs { get; init; }

    /// <summary>How many of the video outputs are copied, and not encoded.</summary>
    public int CopiedOutputs { get; init; }

    /// <summary>
    /// For how long ffmpeg has been encoding, by the means that it reports: within 1 %. Null where it reports none, as in its first second.
    /// </summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>Whether it is the last report: ffmpeg has ended by itself, or was asked to.</summary>
    public bool IsLast { get; init; }

    /// <summary>Whether ffmpeg encodes video, and does not only copy it.</summary>
    public bool IsEncoding => VideoOutputs > CopiedOutputs;
}
