using Wattd.Ffmpeg;

namespace Wattd.Commands.Measure.Report;

/// <summary>The video that a run encoded.</summary>
/// <param name="Frames">Frames of the first video output; null if they are unknown.</param>
sealed record EncodedVideo(long? Frames)
{
    /// <summary>Why the frames are unknown; null if they are known, or were not asked for.</summary>
    public string? WhyUnknown { get; private init; }

    /// <summary>The last report of ffmpeg; null where the frames were given, or are unknown.</summary>
    public ProgressBlock? Progress { get; private init; }

    /// <summary>Whether joules for each frame mean something: a copied stream has frames that nobody encoded.</summary>
    public bool IsEncoded => Frames > 0 && Progress?.IsEncoding != false;

    /// <summary>How much video was written; null if that is unknown, or nothing was encoded.</summary>
    public TimeSpan? MediaTime => IsEncoded && Progress?.MediaTime is { } time && time > TimeSpan.Zero ? time : null;

    /// <summary>The frames that the user gave.</summary>
    public static EncodedVideo Given(long frames) => new(frames);

    /// <summary>Unknown frames, with the reason.</summary>
    public static EncodedVideo Unknown(string reason) => new(Frames: null) { WhyUnknown = reason };

    /// <summary>What ffmpeg reported last.</summary>
    public static EncodedVideo Of(ProgressBlock? last) => last is { } block
        ? new EncodedVideo(block.Frames) { Progress = block, WhyUnknown = block.VideoOutputs == 0 ? null : WhyNone(block) }
        : Unknown("ffmpeg reported no progress: it ended before it opened its output");

    static string? WhyNone(ProgressBlock last) => last.Frames is null ? "ffmpeg reported no frames" : null;
}
