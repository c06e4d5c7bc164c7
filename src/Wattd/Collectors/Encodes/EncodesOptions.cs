using System.Collections.Immutable;
using System.Net;
using static System.TimeSpan;

namespace Wattd.Collectors.Encodes;

/// <summary>Options of the encodes collector.</summary>
sealed record EncodesOptions : CollectorOptions
{
    /// <summary>The patterns where nothing is set: what encodes as a service, and what runs in a slice for encodes.</summary>
    public static readonly ImmutableArray<string> DefaultMatch =
        ["*ffmpeg*.service", "*encod*.service", "*transcod*.service", "*ffmpeg*.scope", "encode.slice/*", "ffrtmp/*"];

    /// <summary>
    /// <c>encodes.match</c>: the units and cgroup paths that are encodes, as patterns. Empty: only those that send progress or
    /// hold an encoder session. The default is <see cref="DefaultMatch"/>.
    /// </summary>
    public Patterns Match { get; init; } = new(DefaultMatch);

    /// <summary><c>encodes.interval</c>: how often the energy is split, 200 ms to 1 minute. The default is 1 s.</summary>
    public TimeSpan Interval { get; init; } = FromSeconds(1);

    /// <summary><c>encodes.max</c>: how many encodes are followed at the same time, 0 to 1000. The default is 64.</summary>
    public int Most { get; init; } = 64;

    /// <summary><c>encodes.linger</c>: how long an encode that has ended stays on the page, 0 s to 1 h. The default is 5 minutes.</summary>
    public TimeSpan Linger { get; init; } = FromMinutes(5);

    /// <summary>
    /// <c>encodes.progress</c>: the loopback address on which the progress of ffmpegs is received by UDP; null: none is. The default
    /// is 127.0.0.1:9507.
    /// </summary>
    public IPEndPoint? Progress { get; init; } = new(IPAddress.Loopback, 9507);

    /// <summary><c>encodes.idle-watts</c>: what all packages together draw when idle, 0 W to 100 kW; null: it is learned.</summary>
    public double? IdleWatts { get; init; }

    /// <summary><c>encodes.gpu-idle-watts</c>: what each GPU draws when idle, 0 W to 100 kW; null: it is learned.</summary>
    public double? GpuIdleWatts { get; init; }

    /// <summary><c>path.cgroup</c>: where cgroup v2 is mounted. The default is <c>/sys/fs/cgroup</c>.</summary>
    public string CgroupPath { get; init; } = "/sys/fs/cgroup";

    /// <summary>Whether it is a problem if encodes cannot be followed: the settings ask for it.</summary>
    public bool IsWanted => Mode == CollectorMode.Required;
}

/// <summary>Patterns, compared by their text.</summary>
/// <param name="All">The patterns.</param>
sealed record Patterns(ImmutableArray<string> All)
{
    public bool Equals(Patterns? other) => other is not null && All.SequenceEqual(other.All);

    public override int GetHashCode() => All.Aggregate(0, HashCode.Combine);
}
