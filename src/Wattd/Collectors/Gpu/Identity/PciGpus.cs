using Wattd.Linux;

namespace Wattd.Collectors.Gpu.Identity;

/// <summary>NVIDIA GPUs on the PCI bus: the only count that needs no driver.</summary>
static class PciGpus
{
    const string Nvidia = "0x10de";

    // PCI class codes: VGA controller and 3D controller. NVSwitches, audio functions and other devices have different
    // ones.
    static readonly string[] GpuClasses = ["0x0300", "0x0302"];

    /// <summary>The number of GPUs; 0 if the bus cannot be read.</summary>
    /// <param name="sysfs">The <c>path.sysfs</c> setting.</param>
    public static int Count(string sysfs)
    {
        try
        {
            return Directory.EnumerateDirectories(Path.Combine(sysfs, "bus/pci/devices")).Count(IsGpu);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>
    /// A virtual function (SR-IOV) is part of a GPU for a virtual machine; it has a link to the physical function.
    /// </summary>
    static bool IsVirtualFunction(string device) => Path.Exists(Path.Combine(device, "physfn"));

    static bool IsGpu(string device) =>
        SysfsFile.ReadLine(Path.Combine(device, "vendor")) == Nvidia
        && SysfsFile.ReadLine(Path.Combine(device, "class")) is { } code && GpuClasses.Any(gpu => code.StartsWith(gpu, StringComparison.Ordinal))
        && !IsVirtualFunction(device);
}
