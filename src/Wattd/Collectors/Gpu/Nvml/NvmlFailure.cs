using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>The failures of NVML as a whole, with their fixes.</summary>
static class NvmlFailure
{
    /// <param name="call">The name of the call.</param>
    /// <param name="code">Its return code.</param>
    public static SourceException Of(string call, NvmlReturn code) =>
        new(Reason(code), $"{call}: NVML error {(int)code}, {Meaning(code)}");

    /// <summary>An impossible number of GPUs.</summary>
    public static SourceException Count(uint count) =>
        new(GpuFailure.NvmlError,
            $"nvmlDeviceGetCount_v2 reports {count} GPUs, and wattd serves {Plausible.MostGpus} at most: see 'dmesg', and the list of "
            + "'nvidia-smi -L'");

    /// <summary>The library cannot be loaded, or is not NVML.</summary>
    /// <param name="library">Its name or path, as set.</param>
    /// <param name="trouble">The system's error.</param>
    /// <param name="inContainer">Whether to name the fix of a container.</param>
    public static SourceException Library(string library, string trouble, bool inContainer) =>
        new(GpuFailure.LibraryMissing,
            $"cannot load NVML from '{library}' ({trouble}): "
            + (inContainer
                ? "give the container the driver's libraries with the NVIDIA Container Toolkit (--gpus all or --device nvidia.com/gpu=all;"
                    + " runtimeClassName: nvidia in Kubernetes), "
                : "install the NVIDIA driver's user-space libraries, ")
            + "or set gpu.nvml-library to the path of libnvidia-ml.so.1");

    static string Reason(NvmlReturn code) => code switch
    {
        NvmlReturn.DriverNotLoaded => GpuFailure.DriverNotLoaded,
        NvmlReturn.LibraryNotFound => GpuFailure.LibraryMissing,
        NvmlReturn.LibRmVersionMismatch => GpuFailure.VersionMismatch,
        NvmlReturn.OperatingSystem or NvmlReturn.NoPermission => GpuFailure.AccessBlocked,
        NvmlReturn.NotFound or NvmlReturn.GpuNotFound => GpuFailure.NoDevices,
        NvmlReturn.Timeout => GpuFailure.Timeout,
        NvmlReturn.GpuIsLost => GpuFailure.GpuLost,
        _ => GpuFailure.NvmlError,
    };

    static string Meaning(NvmlReturn code) => code switch
    {
        NvmlReturn.DriverNotLoaded =>
            "the NVIDIA kernel driver is not loaded: load it with 'modprobe nvidia', and see 'dmesg' if that fails",
        NvmlReturn.LibraryNotFound => "a library of the NVIDIA driver is missing: reinstall the driver's packages",
        NvmlReturn.LibRmVersionMismatch =>
            "the driver's library and the loaded kernel module are of different versions: "
            + "reload the NVIDIA kernel modules, or reboot",
        NvmlReturn.OperatingSystem or NvmlReturn.NoPermission =>
            "access to the GPUs is blocked: /dev/nvidiactl and /dev/nvidia* must exist, and the unit's DeviceAllow= or the "
            + "container must allow them (restart wattd if the driver was loaded after it)",
        NvmlReturn.NotFound or NvmlReturn.GpuNotFound =>
            "the driver finds no GPU: see 'lspci -d 10de:' and 'dmesg' for the reason",
        NvmlReturn.Uninitialized => "the driver was unloaded while in use: wattd opens it again",
        NvmlReturn.GpuIsLost => "a GPU has fallen off the bus: see 'dmesg' for its Xid, and reboot",
        NvmlReturn.Timeout => "the driver did not answer in time: see 'dmesg'",
        NvmlReturn.FunctionNotFound => "the library has no such function: it is not libnvidia-ml, or is far too old",
        _ => $"{code}: see 'dmesg', and check whether 'nvidia-smi' works",
    };
}
