using System.Collections.Immutable;
using Wattd.Linux;

namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>The source of CPU power: the RAPL zones of powercap in sysfs.</summary>
sealed class CpuSource(CpuOptions options)
{
    readonly PowercapTree _tree = new(options.SysfsPath);

    /// <summary>The zones to measure now, each once, with their current limits and ranges.</summary>
    /// <exception cref="IOException">The process has too many open files (<see cref="KernelFile.IsOutOfDescriptors"/>).</exception>
    public CpuFindings Find()
    {
        var folders = _tree.Folders();
        var (zones, leftOut) = ZoneSelection.Select(folders, () => ProcessorMaker.IsAmd(options.ProcfsPath));
        return new CpuFindings(
            zones,
            leftOut,
            [.. folders.Where(folder => folder is { HasCounter: true, Name: null }).Select(folder => folder.Path)]);
    }

    /// <summary>The message for a machine without zones, with the fix.</summary>
    public string MissingMessage => !options.InContainer
        ? $"{_tree.Path}: no RAPL zone; load its driver (modprobe intel_rapl_msr; Ubuntu keeps it in linux-modules-extra)."
            + " Virtual machines have none, and containers mask them"
        : $"{_tree.Path}: no RAPL zone in this container; mount /sys/class/powercap and /sys/devices/virtual/powercap of the host"
            + " read-only under /host/sys, and set WATTD_PATH_SYSFS=/host/sys. If they are mounted, load the driver on the host"
            + " (modprobe intel_rapl_msr)";

    /// <summary>The message for a counter that this user may not open, with the fix.</summary>
    /// <param name="path">The counter.</param>
    /// <param name="inContainer">Whether to name the fix of a container.</param>
    public static string DeniedMessage(string path, bool inContainer) => !inContainer
        ? $"{path}: permission denied; the kernel keeps it for root (CVE-2020-8694). Grant CAP_DAC_READ_SEARCH: wattd.service has"
            + " AmbientCapabilities=CAP_DAC_READ_SEARCH, and if a drop-in removed it, 'systemctl edit wattd' restores it"
        : $"{path}: permission denied; the kernel keeps it for root (CVE-2020-8694). Run the container as root of the host without"
            + " capabilities (--user 0:0 --cap-drop ALL; runAsUser: 0 in Kubernetes) and without a user namespace, or add the group"
            + " that may read the file (--group-add; supplementalGroups in Kubernetes). CAP_DAC_READ_SEARCH is not needed";
}

/// <summary>What a scan of the powercap tree found.</summary>
/// <param name="Zones">The zones to measure.</param>
/// <param name="LeftOut">Zones with the same labels as another one.</param>
/// <param name="Unnamed">Directories with a counter whose <c>name</c> cannot be read, so that what they count is unknown.</param>
sealed record CpuFindings(
    ImmutableArray<PowercapZone> Zones, ImmutableArray<LeftOutZone> LeftOut, ImmutableArray<string> Unnamed);
