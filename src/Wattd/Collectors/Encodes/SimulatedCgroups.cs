using System.Collections.Immutable;
using Wattd.Collectors.Encodes.Cgroups;

namespace Wattd.Collectors.Encodes;

/// <summary>The cgroups of the synthetic node: four live channels on its 64 processors, and something else beside them.</summary>
/// <param name="time">The monotonic clock.</param>
sealed class SimulatedCgroups(TimeProvider time) : ICgroupSource
{
    /// <summary>The units, with the processors that each uses; the number of each is its place.</summary>
    public static readonly ImmutableArray<(string Path, SimulatedPower Cores)> Units =
    [
        ("encode.slice/channel-1.service", new(9.1, 1.4, 47)),
        ("encode.slice/channel-2.service", new(7.4, 1.1, 53)),
        ("encode.slice/channel-3-nvenc.service", new(1.2, 0.2, 41)),
        ("encode.slice/channel-4-nvenc.service", new(1.1, 0.2, 59)),
    ];

    /// <summary>What its packages together, and each of its GPUs, draw when idle.</summary>
    public const double IdleWatts = 92, GpuIdleWatts = 24;

    static readonly SimulatedPower Other = new(3.2, 1.5, 31);

    readonly long _start = time.GetTimestamp();
    readonly ulong[] _taken = new ulong[Units.Length];

    /// <inheritdoc/>
    public int Unlisted => 0;

    /// <inheritdoc/>
    public bool IsLookDue => false;

    /// <inheritdoc/>
    public bool TellsNews => false;

    /// <inheritdoc/>
    public void UseNews(Action happened)
    {
    }

    /// <inheritdoc/>
    public void Look()
    {
    }

    /// <inheritdoc/>
    public void Read(List<CgroupUse> into)
    {
        into.Clear();
        for (var i = 0; i < Units.Length; i++)
        {
            var used = Used(Units[i].Cores);
            into.Add(new CgroupUse(Units[i].Path, (ulong)i + 1, FoundBy.Match, used - _taken[i], CgroupState.Populated));
            _taken[i] = used;
        }
    }

    /// <inheritdoc/>
    public (string Path, ulong Id)? ClaimCgroup(ulong id) => id >= 1 && id <= (ulong)Units.Length ? (Units[(int)id - 1].Path, id) : null;

    /// <inheritdoc/>
    /// <remarks>The processes on the GPUs belong to the last two, in turn.</remarks>
    public string? ClaimProcess(uint pid, bool mayClaim) => Units[2 + (int)(pid % 2)].Path;

    /// <inheritdoc/>
    public IReadOnlySet<ulong> Present() => Units.Select((_, i) => (ulong)i + 1).ToHashSet();

    /// <inheritdoc/>
    public ulong? ReadBusy() => Units.Aggregate(Used(Other), (sum, unit) => sum + Used(unit.Cores));

    public void Dispose()
    {
    }

    ulong Used(SimulatedPower cores) => (ulong)(cores.JoulesAt(time.GetElapsedTime(_start).TotalSeconds) * 1e6);
}
