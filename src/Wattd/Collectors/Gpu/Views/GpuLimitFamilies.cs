using System.Collections.Immutable;
using Wattd.Metrics;
using static Wattd.Collectors.Gpu.Views.GpuFamily;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>The metric families of how far a GPU is from its limits.</summary>
static class GpuLimitFamilies
{
    public static readonly MetricFamily MemoryTemperature = Of(
        "gpu_memory_temperature_celsius",
        "Temperature of the GPU's memory, in degrees Celsius; from nvmlDeviceGetFieldValues MEMORY_TEMP or nvidia-smi memory_temp, boards with HBM and few others.");

    public static readonly MetricFamily SlowdownTemperature = Of(
        "gpu_temperature_slowdown_celsius",
        "Core temperature at which the GPU reduces its clocks, in degrees Celsius; from nvmlDeviceGetTemperatureThreshold or nvidia-smi gpu_temp_slow_threshold, which boards from Ada on do not have.");

    public static readonly MetricFamily ShutdownTemperature = Of(
        "gpu_temperature_shutdown_celsius",
        "Core temperature at which the GPU shuts down, in degrees Celsius; from nvmlDeviceGetTemperatureThreshold or nvidia-smi gpu_temp_max_threshold, which boards from Ada on do not have.");

    public static readonly MetricFamily PowerLimitDefault = Of(
        "gpu_power_limit_default_watts",
        "Power limit of the board as made, in watts; from nvmlDeviceGetPowerManagementDefaultLimit or nvidia-smi default_power_limit.");

    public static readonly MetricFamily PowerLimitMin = Of(
        "gpu_power_limit_min_watts",
        "Lowest power limit that can be set, in watts; from nvmlDeviceGetPowerManagementLimitConstraints or nvidia-smi min_power_limit.");

    public static readonly MetricFamily PowerLimitMax = Of(
        "gpu_power_limit_max_watts",
        "Highest power limit that can be set, in watts; from nvmlDeviceGetPowerManagementLimitConstraints or nvidia-smi max_power_limit.");

    public static readonly MetricFamily MaxGraphicsClock = Of(
        "gpu_clocks_max_graphics_mhz", "Highest graphics clock of the board, in MHz; from nvmlDeviceGetMaxClockInfo or nvidia-smi max_clocks.");

    public static readonly MetricFamily MaxSmClock = Of(
        "gpu_clocks_max_sm_mhz",
        "Highest clock of the streaming multiprocessors, in MHz; from nvmlDeviceGetMaxClockInfo or nvidia-smi max_clocks.");

    public static readonly MetricFamily MaxMemoryClock = Of(
        "gpu_clocks_max_memory_mhz", "Highest memory clock of the board, in MHz; from nvmlDeviceGetMaxClockInfo or nvidia-smi max_clocks.");

    public static readonly MetricFamily MaxVideoClock = Of(
        "gpu_clocks_max_video_mhz",
        "Highest clock of the video engines, in MHz; from nvmlDeviceGetMaxClockInfo or nvidia-smi max_clocks.");

    public static readonly ImmutableArray<MetricFamily> All =
    [
        MemoryTemperature, SlowdownTemperature, ShutdownTemperature, PowerLimitDefault, PowerLimitMin, PowerLimitMax,
        MaxGraphicsClock, MaxSmClock, MaxMemoryClock, MaxVideoClock,
    ];
}
