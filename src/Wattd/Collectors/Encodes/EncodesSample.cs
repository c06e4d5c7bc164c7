using System.Collections.Immutable;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Collectors.Encodes.Progress;
using Wattd.Collectors.Encodes.Splitting;

namespace Wattd.Collectors.Encodes;

/// <summary>
/// Everything that one tick of the collector has found. It is one immutable object, because the shares of the encodes on a page
/// must be of the same moment as their sum.
/// </summary>
sealed record EncodesSample
{
    /// <summary>The encodes that run and those that have ended lately, by name.</summary>
    public ImmutableArray<EncodeReading> Encodes { get; init; } = [];

    /// <summary>The energy of each component, in parts.</summary>
    public ImmutableArray<SplitReading> Splits { get; init; } = [];

    /// <summary>The last encodes that have ended, the newest first.</summary>
    public ImmutableArray<EndedEncode> EndedEncodes { get; init; } = [];

    /// <summary>Encodes that run, of those that are followed.</summary>
    public int Running { get; init; }

    /// <summary>Encodes that are not followed, because there are more than <see cref="EncodesOptions.Most"/>.</summary>
    public int Unlisted { get; init; }

    /// <summary>Encodes that were found since wattd started, restarts included.</summary>
    public long Started { get; init; }

    /// <summary>Of these, those that have ended.</summary>
    public long Ended { get; init; }

    /// <summary>The reports of progress; null if none is received.</summary>
    public ProgressCounts? Reports { get; init; }
}

/// <summary>What an encode is.</summary>
/// <param name="Name">The label <c>encode</c>.</param>
/// <param name="Unit">Its unit: <c>channel-4.service</c>; empty where it is none.</param>
/// <param name="Cgroup">Its path, with a slash in front.</param>
/// <param name="FoundBy">Why it is an encode.</param>
sealed record EncodeIdentity(string Name, string Unit, string Cgroup, FoundBy FoundBy);

/// <summary>The values of one encode. Null is what could not be measured.</summary>
/// <param name="Identity">What it is.</param>
sealed record EncodeReading(EncodeIdentity Identity)
{
    /// <summary>Whether there are processes in it.</summary>
    public bool IsRunning { get; init; }

    /// <summary>When its current or last run started, or wattd first saw it.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When its counters began: at its first run that wattd saw.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>How often it was started again.</summary>
    public long Restarts { get; init; }

    /// <summary>The processor time that it used.</summary>
    public TimeSpan CpuTime { get; init; }

    /// <summary>Its shares, of the components that are measured.</summary>
    public ImmutableArray<EncodeShare> Shares { get; init; } = [];

    /// <summary>Frames of the first video output of each ffmpeg in it.</summary>
    public long? Frames { get; init; }

    /// <summary>Frames that were dropped.</summary>
    public long? DroppedFrames { get; init; }

    /// <summary>Frames that were written twice.</summary>
    public long? DuplicatedFrames { get; init; }

    /// <summary>Bytes written.</summary>
    public long? Bytes { get; init; }

    /// <summary>How much media was written.</summary>
    public TimeSpan? MediaTime { get; init; }

    /// <summary>Encoded video outputs.</summary>
    public int? Outputs { get; init; }

    /// <summary>Frames per second.</summary>
    public double? Fps { get; init; }

    /// <summary>Media time per time.</summary>
    public double? Speed { get; init; }

    /// <inheritdoc cref="Progress.CgroupProgress.LastReport"/>
    public long? LastReport { get; init; }

    /// <summary>Its recent means.</summary>
    public EncodeRates Rates { get; init; }
}

/// <summary>The share of an encode in the energy of a component above idle, since wattd first saw the encode.</summary>
/// <param name="Component"><c>cpu</c>, <c>dram</c> or <c>gpu</c>.</param>
/// <param name="GpuId">The label <c>gpu_id</c>; empty for the others.</param>
/// <param name="Energy">The energy.</param>
readonly record struct EncodeShare(string Component, string GpuId, Energy Energy);

/// <summary>Means over about ten seconds, for people. Null is what is not known yet.</summary>
/// <param name="Watts">The power of its shares of all components.</param>
/// <param name="JoulesPerFrame">Energy for each frame.</param>
/// <param name="Cores">Processor time per time.</param>
/// <param name="GpuPercent">The use of the busiest engine of the GPUs, added up over them.</param>
readonly record struct EncodeRates(double? Watts, double? JoulesPerFrame, double? Cores, double? GpuPercent);

/// <summary>The energy of a component in parts.</summary>
/// <param name="Component"><c>cpu</c>, <c>dram</c> or <c>gpu</c>.</param>
/// <param name="GpuId">The label <c>gpu_id</c>; empty for the others.</param>
/// <param name="Parts">The energy since wattd started; null where it has never been measured.</param>
/// <param name="IsMeasured">Whether its counters can be read now.</param>
/// <param name="IdleWatts">Its idle power; null while it is unknown.</param>
/// <param name="IsIdleLearned">Whether that was measured, not set.</param>
readonly record struct SplitReading(
    string Component, string GpuId, SplitParts? Parts, bool IsMeasured, double? IdleWatts, bool IsIdleLearned);

/// <summary>The newest sample: one thread writes it, and any number read it.</summary>
sealed class LatestEncodes
{
    volatile EncodesSample? _sample;
    long _version;

    /// <summary>Changes with every sample; 0 before the first.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Publishes a sample.</summary>
    public void Publish(EncodesSample sample)
    {
        _sample = sample;
        Volatile.Write(ref _version, _version + 1);
    }

    /// <summary>The newest sample; null before the first.</summary>
    public EncodesSample? Read() => _sample;
}
