namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>Fields of <c>nvmlDeviceGetFieldValues</c> (<c>NVML_FI_DEV_*</c>, nvml.h).</summary>
enum NvmlField : uint
{
    /// <summary>mJ since the driver was loaded (Volta and newer).</summary>
    TotalEnergyConsumption = 83,

    /// <summary>mW, averaged over 1 s (Ampere and newer, not GA100).</summary>
    PowerAverage = 185,

    /// <summary>mW at this moment.</summary>
    PowerInstant = 186,

    /// <summary>0 none, 1 reset, 2 reboot, 3 drain, 4 drain and reset.</summary>
    GpuRecoveryAction = 230,
}
