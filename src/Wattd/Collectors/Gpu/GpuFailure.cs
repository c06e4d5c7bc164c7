namespace Wattd.Collectors.Gpu;

/// <summary>The failures of the GPU collector: every <see cref="Sampling.SourceException.Reason"/>.</summary>
static class GpuFailure
{
    /// <summary><c>libnvidia-ml.so.1</c> is not on this machine.</summary>
    public const string LibraryMissing = "library_missing";

    /// <summary>The library is present, but the kernel module is not loaded.</summary>
    public const string DriverNotLoaded = "driver_not_loaded";

    /// <summary>The kernel module and the library are of different driver versions.</summary>
    public const string VersionMismatch = "version_mismatch";

    /// <summary>The device files exist, but may not be opened.</summary>
    public const string AccessBlocked = "access_blocked";

    /// <summary>The driver is loaded, but has no GPU.</summary>
    public const string NoDevices = "no_devices";

    /// <summary>No <c>nvidia-smi</c> that can be run.</summary>
    public const string NvidiaSmiMissing = "nvidia_smi_missing";

    /// <summary>No answer within <see cref="GpuOptions.Timeout"/>.</summary>
    public const string Timeout = "timeout";

    /// <summary>nvidia-smi failed with a message that matches no other reason.</summary>
    public const string ExitCode = "exit_code";

    /// <summary>nvidia-smi printed something other than its XML.</summary>
    public const string InvalidDocument = "invalid_document";

    /// <summary>A lost GPU prevents readings of all GPUs.</summary>
    public const string GpuLost = "gpu_lost";

    /// <summary>NVML failed with a code that matches no other reason.</summary>
    public const string NvmlError = "nvml_error";

    /// <summary>All reasons.</summary>
    public static readonly string[] All =
    [
        LibraryMissing, DriverNotLoaded, VersionMismatch, AccessBlocked, NoDevices, NvidiaSmiMissing, Timeout, ExitCode,
        InvalidDocument, GpuLost, NvmlError,
    ];
}
