using System.Collections.Immutable;
using Wattd.Linux;

namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>Where CPU power comes from: the RAPL zones that powercap shows in sysfs.</summary>
sealed class CpuSource(CpuOptions options)
{
    readonly PowercapTree _tree = new(options.SysfsPath);

    /// <summary>The zones to measure now, each once; the limits and ranges in them are as of now too.</summary>
    /// <exception cref="IOException">The process may open no more files (<see cref="KernelFile.IsOutOfDescriptors"/>).</exception>
    public CpuFindings Find()
    {
        var folders = _tree.Folders();
        var (zones, leftOut) = ZoneSelection.Select(folders, () => ProcessorMaker.IsAmd(options.ProcfsPath));
        return new CpuFindings(
            zones,
            leftOut,
            [.. folders.Where(folder => folder is { HasCounter: true, Name: null }).Select(folder => folder.Path)]);
    }

    /// <summary>One line for a machine without zones, with the cure.</summary>
    public string MissingMessage =>
        $"{_tree.Path}: no RAPL zone; load its driver (modprobe intel_rapl_msr; Ubuntu keeps it in linux-modules-extra)."
        + " Virtual machines have none, and containers mask them";

    /// <summary>One line for a counter that this user may not open, with the cure.</summary>
    public static string DeniedMessage(string path) =>
        $"{path}: permission denied; the kernel keeps it for root (CVE-2020-8694). Grant CAP_DAC_READ_SEARCH: wattd.service has"
        + " AmbientCapabilities=CAP_DAC_READ_SEARCH, and where a drop-in took it away, 'systemctl edit wattd' restores it";
}

/// <summary>What a look at the powercap tree found.</summary>
/// <param name="Zones">The zones to measure.</param>
/// <param name="LeftOut">Zones whose labels another one has.</param>
/// <param name="Unnamed">Directories with a counter whose <c>name</c> cannot be read: nothing says what they count.</param>
sealed record CpuFindings(
    ImmutableArray<PowercapZone> Zones, ImmutableArray<LeftOutZone> LeftOut, ImmutableArray<string> Unnamed);
