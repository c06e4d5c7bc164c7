namespace Wattd.Collectors.Gpu;

/// <summary>Why the GPUs cannot be asked: every <see cref="Sampling.SourceException.Reason"/> of the GPU collector.</summary>
static class GpuFailure
{
    /// <summary>No <c>libnvidia-ml.so.1</c> on this machine.</summary>
    public const string LibraryMissing = "library_missing";

    /// <summary>The library is there, the kernel module is not.</summary>
    public const string DriverNotLoaded = "driver_not_loaded";

    /// <summary>The kernel module and the library are of different driver versions.</summary>
    public const string VersionMismatch = "version_mismatch";

    /// <summary>The device files are there, and may not be opened.</summary>
    public const string AccessBlocked = "access_blocked";

    /// <summary>The driver runs and drives no GPU.</summary>
    public const string NoDevices = "no_devices";

    /// <summary>No <c>nvidia-smi</c> that could be run.</summary>
    public const string NvidiaSmiMissing = "nvidia_smi_missing";

    /// <summary>No answer within <see cref="GpuOptions.Timeout"/>.</summary>
    public const string Timeout = "timeout";

    /// <summary>nvidia-smi failed with a message that is none of the others.</summary>
    public const string ExitCode = "exit_code";

    /// <summary>nvidia-smi answered with something that is not its XML.</summary>
    public const string InvalidDocument = "invalid_document";

    /// <summary>A lost GPU keeps the driver from telling about any.</summary>
    public const string GpuLost = "gpu_lost";

    /// <summary>NVML failed with a code that is none of the others.</summary>
    public const string NvmlError = "nvml_error";

    /// <summary>All of them.</summary>
    public static readonly string[] All =
    [
        LibraryMissing, DriverNotLoaded, VersionMismatch, AccessBlocked, NoDevices, NvidiaSmiMissing, Timeout, ExitCode,
        InvalidDocument, GpuLost, NvmlError,
    ];
}
