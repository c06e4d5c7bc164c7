namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>A zone to measure, as discovery found it.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Folder">Its current directory; the directory number does not identify the zone.</param>
/// <param name="Range">Its <c>max_energy_range_uj</c>, in microjoules; null if it cannot be read.</param>
sealed record PowercapZone(Zone Zone, string Folder, ulong? Range)
{
    /// <summary>What stays the same when the kernel renumbers its directories.</summary>
    public (string Name, string Package) Identity => Zone.Identity;

    public string CounterPath => Path.Combine(Folder, "energy_uj");

    public string RangePath => Path.Combine(Folder, "max_energy_range_uj");
}
