using System.Collections.Immutable;
using Wattd.Collectors.Cpu.Powercap;

namespace Wattd.Collectors.Cpu;

/// <summary>A RAPL zone: what one energy counter counts.</summary>
/// <param name="Name">The zone's name lower-cased with <c>_</c> for <c>-</c>: <c>package_0</c>, <c>core</c>, <c>uncore</c>, <c>dram</c>, <c>psys</c>.</param>
/// <param name="Package">The N of the zone's own or its parent's <c>package-N</c>; empty for psys.</param>
/// <param name="Limits">The power limits of its constraints, as last read; empty where the platform only monitors.</param>
sealed record Zone(string Name, string Package, ImmutableArray<PowerLimit> Limits)
{
    /// <summary>What distinguishes it from the other zones, from one look at the tree to the next.</summary>
    public (string Name, string Package) Identity => (Name, Package);

    /// <summary>Whether it is a whole package, or a die of one, and not a part: the one place that decides it.</summary>
    public bool IsPackage { get; } = PackageName.IsLabel(Name);

    /// <summary>What it is called in a sentence: <c>package_0</c>, <c>dram of package 0</c>, <c>psys</c>.</summary>
    public string Title => IsPackage || Package.Length == 0 ? Name : $"{Name} of package {Package}";
}

/// <summary>One power limit of a zone.</summary>
/// <param name="Constraint">The constraint's name: <c>long_term</c>, <c>short_term</c>, <c>peak_power</c>.</param>
/// <param name="Limit">Its <c>power_limit_uw</c>.</param>
sealed record PowerLimit(string Constraint, Power Limit);
