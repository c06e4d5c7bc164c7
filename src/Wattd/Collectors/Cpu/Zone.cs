using System.Collections.Immutable;
using Wattd.Collectors.Cpu.Powercap;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Cpu;

/// <summary>A RAPL zone, the domain of one energy counter.</summary>
/// <param name="Name">The zone's name lower-cased with <c>_</c> for <c>-</c>: <c>package_0</c>, <c>core</c>, <c>uncore</c>, <c>dram</c>, <c>psys</c>.</param>
/// <param name="Package">The N of the zone's own or its parent's <c>package-N</c>; empty for psys.</param>
/// <param name="Limits">The power limits of its constraints, as last read; empty if the platform only monitors.</param>
sealed record Zone(string Name, string Package, ImmutableArray<PowerLimit> Limits)
{
    /// <summary>Identifies the zone from one discovery to the next.</summary>
    public (string Name, string Package) Identity => (Name, Package);

    /// <summary>The power that it may draw for long; null if the platform has no such limit.</summary>
    public Power? LongTermLimit { get; } = Limits.FirstOrDefault(limit => limit.Constraint == "long_term")?.Limit;

    /// <summary>Whether it is a whole package, or a die of one, and not a part: the only place that decides it.</summary>
    public bool IsPackage { get; } = PackageName.IsLabel(Name);

    /// <summary>The component whose energy it counts; null for a part of one.</summary>
    public Component? Component { get; } = CpuComponent.Of(Name, Package);

    /// <summary>Its name in a sentence: <c>package_0</c>, <c>dram of package 0</c>, <c>psys</c>.</summary>
    public string Title => IsPackage || Package.Length == 0 ? Name : $"{Name} of package {Package}";

    /// <summary>By value, the limits too: a record compares a collection by reference.</summary>
    public bool Equals(Zone? other) => other is not null && Identity == other.Identity && Limits.SequenceEqual(other.Limits);

    public override int GetHashCode() => Identity.GetHashCode();
}

/// <summary>One power limit of a zone.</summary>
/// <param name="Constraint">The constraint's name: <c>long_term</c>, <c>short_term</c>, <c>peak_power</c>.</param>
/// <param name="Limit">Its <c>power_limit_uw</c>.</param>
sealed record PowerLimit(string Constraint, Power Limit);

/// <summary>The values of one zone.</summary>
/// <param name="Energy">Counted since the daemon first saw the zone, folded over wraps; null when its counter cannot be read.</param>
/// <param name="Power">Mean over the window; null until the window is full, and when the counter cannot be read.</param>
/// <param name="Wraps">How often the counter wrapped since the daemon first saw the zone.</param>
readonly record struct ZoneReading(Energy? Energy, Power? Power, long Wraps)
{
    /// <summary>
    /// The highest mean power between two reads within the last <see cref="CollectorOptions.PeakWindow"/>; null without one, and when
    /// the counter cannot be read.
    /// </summary>
    public Power? Peak { get; init; }

    /// <summary>How long the zone drew its long-term limit, or nearly (95 %); null without such a limit.</summary>
    public TimeSpan? NearLimit { get; init; }

    /// <summary>How often it drew how much, since the daemon first saw it; null unless the settings want it.</summary>
    public Distribution? Distribution { get; init; }
}

/// <summary>The zones of this machine.</summary>
/// <param name="Zones">The zones whose counter can be read, each once, in a stable order.</param>
/// <param name="Discovered">The number of zones, readable or not.</param>
sealed record CpuInventory(ImmutableArray<Zone> Zones, int Discovered);
