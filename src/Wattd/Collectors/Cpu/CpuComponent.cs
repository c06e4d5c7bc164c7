using Wattd.Collectors.Cpu.Powercap;

namespace Wattd.Collectors.Cpu;

/// <summary>The component that a RAPL zone counts.</summary>
static class CpuComponent
{
    /// <summary>The component of a zone.</summary>
    /// <param name="zone">Its name: <c>package_0</c>, <c>dram</c>.</param>
    /// <param name="package">The number of its package; empty for psys.</param>
    /// <returns>Null for core and uncore, which are parts of their package.</returns>
    public static Component? Of(string zone, string package) => zone switch
    {
        "dram" => new Component("dram", $"DRAM package {package}", [("package", package)]),
        "psys" => new Component("psys", "platform (psys)", []) { IsInSum = false },
        _ when PackageName.IsLabel(zone) => new Component("cpu", $"CPU {zone.Replace('_', ' ')}", [("zone", zone), ("package", package)]),
        _ => null,
    };
}
