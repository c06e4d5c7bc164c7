namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>Compares zones by value; their limits are a collection, which a record compares by reference.</summary>
static class ZoneComparer
{
    /// <summary>The same zone, whatever its limits are.</summary>
    public static readonly IEqualityComparer<Zone> ByIdentity = EqualityComparer<Zone>.Create(
        (left, right) => left?.Name == right?.Name && left?.Package == right?.Package,
        zone => HashCode.Combine(zone.Name, zone.Package));

    /// <summary>The same zone with the same limits.</summary>
    public static readonly IEqualityComparer<Zone> WithLimits = EqualityComparer<Zone>.Create(
        (left, right) => ByIdentity.Equals(left, right) && left!.Limits.SequenceEqual(right!.Limits),
        ByIdentity.GetHashCode);
}
