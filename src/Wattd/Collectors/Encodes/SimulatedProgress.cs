using Wattd.Collectors.Encodes.Progress;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Encodes;

/// <summary>The progress of the encodes of the synthetic node: each a live channel of 50 frames per second.</summary>
/// <param name="time">The monotonic clock.</param>
sealed class SimulatedProgress(TimeProvider time) : IProgressTable
{
    const double FramesPerSecond = 50, BytesPerSecond = 800_000, ReportsPerSecond = 2;

    readonly long _start = time.GetTimestamp();

    /// <inheritdoc/>
    public Outage? Outage => null;

    /// <inheritdoc/>
    public ProgressCounts Counts => new(SimulatedCgroups.Units.Length * (long)(Seconds * ReportsPerSecond), 0, 0, 0);

    double Seconds => time.GetElapsedTime(_start).TotalSeconds;

    /// <inheritdoc/>
    public void Read(List<CgroupProgress> into)
    {
        into.Clear();
        var seconds = Math.Floor(Seconds * ReportsPerSecond) / ReportsPerSecond;
        for (var i = 0; i < SimulatedCgroups.Units.Length; i++)
        {
            into.Add(new CgroupProgress
            {
                CgroupId = (ulong)i + 1,
                Frames = (long)(seconds * FramesPerSecond),
                DroppedFrames = 0,
                DuplicatedFrames = (long)(seconds / 60),
                Bytes = (long)(seconds * BytesPerSecond * (i + 1)),
                MediaTime = TimeSpan.FromSeconds(seconds),
                Outputs = i < 2 ? 4 : 1,
                Reporting = 1,
                Fps = seconds > 0 ? FramesPerSecond : null,
                Speed = seconds > 0 ? 1 : null,
                LastReport = _start + (long)(seconds * time.TimestampFrequency),
            });
        }
    }

    /// <inheritdoc/>
    public void Forget(ulong cgroupId)
    {
    }
}
