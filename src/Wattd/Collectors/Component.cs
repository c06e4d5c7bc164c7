using System.Collections.Immutable;

namespace Wattd.Collectors;

/// <summary>A part of the machine whose energy is counted: a package, its memory, a GPU.</summary>
/// <param name="Kind">What it is: <c>cpu</c>, <c>dram</c>, <c>psys</c>, <c>gpu</c>.</param>
/// <param name="Title">Its name for people: <c>CPU package 0</c>, <c>GPU 0 NVIDIA L40S</c>.</param>
/// <param name="Labels">What identifies it among those of its kind, as names and values: <c>package</c> and <c>0</c>.</param>
sealed record Component(string Kind, string Title, ImmutableArray<(string Name, string Value)> Labels)
{
    /// <summary>
    /// Whether its energy is not in that of another component, so that it belongs in a sum. The default is true; false for
    /// the whole platform, which contains the others.
    /// </summary>
    public bool IsInSum { get; init; } = true;

    /// <summary>The same component in another reading has the same kind and labels.</summary>
    public bool Equals(Component? other) =>
        ReferenceEquals(this, other) || (other is not null && Kind == other.Kind && Labels.SequenceEqual(other.Labels));

    public override int GetHashCode()
    {
        var hash = Kind.GetHashCode(StringComparison.Ordinal);
        foreach (var (_, value) in Labels)
            hash = HashCode.Combine(hash, value);
        return hash;
    }
}

/// <summary>The energy of a component, as a collector has counted it.</summary>
/// <param name="Component">The component.</param>
/// <param name="Energy">Since any moment that stays the same from one reading to the next; it never decreases.</param>
/// <param name="IsIntegrated">Whether there is no counter, and power was integrated.</param>
readonly record struct ComponentEnergy(Component Component, Energy Energy, bool IsIntegrated = false);

/// <summary>The series of a running daemon that hold the energy of a collector's components.</summary>
/// <param name="Family">The name of the family: <c>rapl_energy_joules_total</c>.</param>
/// <param name="ComponentOf">The component of a series, from its labels; null where it is a part of another one.</param>
sealed record EnergySeries(string Family, Func<IReadOnlyDictionary<string, string>, Component?> ComponentOf);
