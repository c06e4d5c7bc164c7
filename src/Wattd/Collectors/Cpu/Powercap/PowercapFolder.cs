using System.Collections.Immutable;

namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>A zone directory as the kernel shows it, before selection.</summary>
/// <param name="Path">Its path.</param>
/// <param name="ControlType"><c>intel-rapl</c> or <c>intel-rapl-mmio</c>.</param>
/// <param name="Parent">The zone that it is a part of; null at the top.</param>
/// <param name="Name">Its <c>name</c> file in lower case; null if it cannot be read.</param>
/// <param name="HasCounter">Whether it has an <c>energy_uj</c>, readable or not.</param>
/// <param name="Range">Its <c>max_energy_range_uj</c>; null if it cannot be read.</param>
/// <param name="HasConstraints">Whether it has a constraint, readable or not.</param>
/// <param name="Limits">The constraints that could be read.</param>
sealed record PowercapFolder(
    string Path, string ControlType, PowercapFolder? Parent, string? Name,
    bool HasCounter, ulong? Range, bool HasConstraints, ImmutableArray<PowerLimit> Limits)
{
    /// <summary>The package named by the zone itself or by the nearest zone that it is a part of; null for psys.</summary>
    public PackageName? Place { get; } = (Name is null ? null : PackageName.Parse(Name)) ?? Parent?.Place;

    /// <summary>Whether it is a package itself, not a part of one.</summary>
    public bool IsPackage => Name is not null && PackageName.Parse(Name) is not null;
}
