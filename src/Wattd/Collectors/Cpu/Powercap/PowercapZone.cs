namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>A zone to measure, as discovery found it.</summary>
/// <param name="Zone">What it is.</param>
/// <param name="Folder">Where it is now; the directory number says nothing about what it is.</param>
/// <param name="Range">Its <c>max_energy_range_uj</c>, in microjoules; null where it cannot be read.</param>
sealed record PowercapZone(Zone Zone, string Folder, ulong? Range)
{
    /// <summary>What stays the same when the kernel numbers its directories anew.</summary>
    public (string Name, string Package) Identity => (Zone.Name, Zone.Package);

    public string CounterPath => Path.Combine(Folder, "energy_uj");

    public string RangePath => Path.Combine(Folder, "max_energy_range_uj");
}
