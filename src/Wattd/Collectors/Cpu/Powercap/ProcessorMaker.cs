using System.Text;
using Wattd.Linux;

namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>The vendor of the processor: AMD's zones differ from Intel's in meaning.</summary>
static class ProcessorMaker
{
    // 2³² − 1 steps of the energy unit. AMD's is always 15.258 µJ; of Intel's processors Sandy and Ivy Bridge share it,
    // but they have constraints. 61.035 µJ (two roundings) and 15.3 µJ are Intel's alone.
    const ulong RangeOfAmd = 65_532_610_987;
    static readonly ulong[] RangesOfIntel = [262_143_328_850, 262_143_999_938, 65_712_999_613];

    /// <summary>
    /// Decides by the tree, which may come from another machine, before it checks the processor: AMD's zones are
    /// packages and cores only, without constraints (the driver only monitors there), and have one range.
    /// </summary>
    public static bool IsAmd(IReadOnlyCollection<PowercapFolder> folders, Func<bool> processorIsAmd)
    {
        if (folders.Any(folder => folder.HasConstraints || !(folder.Name is null or "core" || folder.IsPackage)))
            return false;
        var ranges = folders.Select(folder => folder.Range).OfType<ulong>().ToList();
        return !ranges.Exists(RangesOfIntel.Contains) && (ranges.Contains(RangeOfAmd) || processorIsAmd());
    }

    /// <summary>Whether <c>cpuinfo</c> lists an AMD processor. Hygon's are AMD Zen.</summary>
    public static bool IsAmd(string procfs)
    {
        // The vendor is on the second line.
        Span<byte> buffer = stackalloc byte[1024];
        foreach (var line in Encoding.UTF8.GetString(SysfsFile.ReadStart(Path.Combine(procfs, "cpuinfo"), buffer)).Split('\n'))
        {
            if (line.StartsWith("vendor_id", StringComparison.Ordinal))
                return line.EndsWith("AuthenticAMD", StringComparison.Ordinal) || line.EndsWith("HygonGenuine", StringComparison.Ordinal);
        }
        return false;
    }
}
