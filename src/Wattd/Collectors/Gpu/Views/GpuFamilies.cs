using System.Collections.Immutable;
using Wattd.Metrics;
using static Wattd.Metrics.MetricFamilyType;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>The metric families of the GPU collector.</summary>
static class GpuFamilies
{
    const string Both = GpuFamily.Both;
    const string NvmlOnly = GpuFamily.NvmlOnly;

    public static readonly MetricFamily Up = Of(
        "gpu_up", "1 while the GPU answers, 0 while it is lost or its last sample is too old; its readings are then absent.");

    public static readonly MetricFamily PowerDraw = Of(
        "gpu_power_draw_watts",
        "Power that the GPU draws at this instant, else any power that the driver reports, in watts; from nvmlDeviceGetFieldValues POWER_INSTANT or nvidia-smi instant_power_draw.");

    public static readonly MetricFamily PowerDrawMax = Of(
        "gpu_power_draw_max_watts",
        "Highest power draw of the GPU within the last peak.window, in watts; take a maximum of it, never a mean; read every gpu.interval, with the driver's own samples in between from nvmlDeviceGetSamples where it has them.");

    public static readonly MetricFamily PowerDistribution = Of(
        "gpu_power_distribution_watts",
        "How often the power draw of the GPU was up to so many watts, read every gpu.interval; served with peak.histogram = on.",
        Histogram);

    public static readonly MetricFamily PowerAverage = Of(
        "gpu_power_average_watts",
        "Power averaged by the driver, over 1 s on Ampere and newer, in watts; from nvmlDeviceGetFieldValues POWER_AVERAGE or nvidia-smi average_power_draw.");

    public static readonly MetricFamily PowerLimit = Of(
        "gpu_power_limit_watts",
        "Power limit in force, in watts; from nvmlDeviceGetEnforcedPowerLimit or nvidia-smi current_power_limit.");

    public static readonly MetricFamily Energy = Of(
        "gpu_energy_joules_total",
        "Energy that the GPU used, in joules; from nvmlDeviceGetTotalEnergyConsumption since the driver was loaded, else power integrated by wattd since it started (gpu_info energy says which).",
        Counter);

    public static readonly MetricFamily Temperature = Of(
        "gpu_temperature_celsius",
        "Temperature of the GPU core, in degrees Celsius; from nvmlDeviceGetTemperature or nvidia-smi gpu_temp.");

    public static readonly MetricFamily Utilization = Of(
        "gpu_utilization_percent",
        "Time in which a kernel ran on the GPU, 0 to 100 percent; from nvmlDeviceGetUtilizationRates or nvidia-smi gpu_util.");

    public static readonly MetricFamily MemoryUtilization = Of(
        "gpu_memory_utilization_percent",
        "Time in which the GPU's memory was read or written, 0 to 100 percent; from nvmlDeviceGetUtilizationRates or nvidia-smi memory_util.");

    public static readonly MetricFamily EncoderUtilization = Of(
        "gpu_encoder_utilization_percent",
        "Utilization of the video encoder (NVENC), 0 to 100 percent; from nvmlDeviceGetEncoderUtilization or nvidia-smi encoder_util.");

    public static readonly MetricFamily EncoderUtilizationMax = Of(
        "gpu_encoder_utilization_max_percent",
        "Highest utilization of the video encoder within the last peak.window, 0 to 100 percent; take a maximum of it, never a mean; read every gpu.interval, with the driver's own samples in between from nvmlDeviceGetSamples where it has them.");

    public static readonly MetricFamily DecoderUtilization = Of(
        "gpu_decoder_utilization_percent",
        "Utilization of the video decoder (NVDEC), 0 to 100 percent; from nvmlDeviceGetDecoderUtilization or nvidia-smi decoder_util.");

    public static readonly MetricFamily EncoderSessions = Of(
        "gpu_encoder_sessions",
        "NVENC sessions now open; from nvmlDeviceGetEncoderStats or nvidia-smi encoder_stats.");

    public static readonly MetricFamily EncoderAverageFps = Of(
        "gpu_encoder_average_fps",
        "Mean frame rate over the NVENC sessions, in frames per second; from nvmlDeviceGetEncoderStats or nvidia-smi encoder_stats.");

    public static readonly MetricFamily EncoderAverageLatency = Of(
        "gpu_encoder_average_latency_seconds",
        "Mean encode latency over the NVENC sessions, in seconds; queued frames count, so take it as a trend; from nvmlDeviceGetEncoderStats or nvidia-smi encoder_stats.");

    public static readonly MetricFamily EncoderSupported = Of(
        "gpu_encoder_supported",
        "1 if the GPU has an encoder for the codec, else 0; from nvmlDeviceGetEncoderCapacity.",
        Gauge, NvmlOnly, "codec");

    public static readonly MetricFamily EncoderCapacity = Of(
        "gpu_encoder_capacity_percent",
        "Encoder capacity that is left for the codec, 0 to 100 percent; from nvmlDeviceGetEncoderCapacity.",
        Gauge, NvmlOnly, "codec");

    public static readonly MetricFamily JpegUtilization = Of(
        "gpu_jpeg_utilization_percent",
        "Utilization of the JPEG decoder, 0 to 100 percent; from nvmlDeviceGetJpgUtilization or nvidia-smi jpeg_util, driver 535 and newer.");

    public static readonly MetricFamily OfaUtilization = Of(
        "gpu_ofa_utilization_percent",
        "Utilization of the optical flow accelerator, 0 to 100 percent; from nvmlDeviceGetOfaUtilization or nvidia-smi ofa_util, driver 535 and newer.");

    public static readonly MetricFamily MemoryUsed = Of(
        "gpu_memory_used_bytes",
        "Frame buffer in use, in bytes; from nvmlDeviceGetMemoryInfo or nvidia-smi fb_memory_usage.");

    public static readonly MetricFamily MemoryReserved = Of(
        "gpu_memory_reserved_bytes",
        "Frame buffer kept by driver and firmware, in bytes; from nvmlDeviceGetMemoryInfo_v2 or nvidia-smi fb_memory_usage, driver 510 and newer.");

    public static readonly MetricFamily MemoryTotal = Of(
        "gpu_memory_total_bytes",
        "Total frame buffer, in bytes; from nvmlDeviceGetMemoryInfo or nvidia-smi fb_memory_usage.");

    public static readonly MetricFamily GraphicsClock = Of(
        "gpu_clocks_graphics_mhz", "Graphics clock now, in MHz; from nvmlDeviceGetClockInfo or nvidia-smi clocks.");

    public static readonly MetricFamily SmClock = Of(
        "gpu_clocks_sm_mhz",
        "Clock of the streaming multiprocessors now, in MHz; from nvmlDeviceGetClockInfo or nvidia-smi clocks.");

    public static readonly MetricFamily MemoryClock = Of(
        "gpu_clocks_memory_mhz", "Memory clock now, in MHz; from nvmlDeviceGetClockInfo or nvidia-smi clocks.");

    public static readonly MetricFamily VideoClock = Of(
        "gpu_clocks_video_mhz",
        "Clock of the video engines now, in MHz; from nvmlDeviceGetClockInfo or nvidia-smi clocks.");

    public static readonly MetricFamily FanSpeed = Of(
        "gpu_fan_speed_percent",
        "Requested fan speed, in percent of the fan's maximum; from nvmlDeviceGetFanSpeed or nvidia-smi fan_speed.");

    public static readonly MetricFamily PerformanceState = Of(
        "gpu_pstate",
        "Performance state, 0 (fastest) to 15 (slowest); from nvmlDeviceGetPerformanceState or nvidia-smi performance_state.");

    public static readonly MetricFamily PcieLinkGeneration = Of(
        "gpu_pcie_link_generation",
        "PCIe generation that the link runs at now; from nvmlDeviceGetCurrPcieLinkGeneration or nvidia-smi current_link_gen.");

    public static readonly MetricFamily PcieLinkWidth = Of(
        "gpu_pcie_link_width",
        "PCIe lanes that the link runs with now; from nvmlDeviceGetCurrPcieLinkWidth or nvidia-smi current_link_width.");

    public static readonly MetricFamily ThrottleActive = Of(
        "gpu_throttle_active",
        "1 while the reason reduces the clocks, else 0; from nvmlDeviceGetCurrentClocksEventReasons or nvidia-smi clocks_event_reasons.",
        Gauge, Both, "reason");

    public static readonly MetricFamily ThrottleSeconds = Of(
        "gpu_throttle_seconds_total",
        "Time in which the reason reduced the clocks since the driver was loaded, in seconds; from nvmlDeviceGetFieldValues CLOCKS_EVENT_REASON or nvidia-smi clocks_event_reasons_counters.",
        Counter, Both, "reason");

    public static readonly MetricFamily PcieTransmitted = Of(
        "gpu_pcie_transmit_bytes_total",
        "Bytes that the GPU sent over PCIe; the driver's counter can wrap at 4 GiB, and what exceeds that between two reads is not counted; from nvmlDeviceGetFieldValues PCIE_COUNT_TX_BYTES, driver 555 and newer.",
        Counter, NvmlOnly);

    public static readonly MetricFamily PcieReceived = Of(
        "gpu_pcie_receive_bytes_total",
        "Bytes that the GPU received over PCIe; the driver's counter can wrap at 4 GiB, and what exceeds that between two reads is not counted; from nvmlDeviceGetFieldValues PCIE_COUNT_RX_BYTES, driver 555 and newer.",
        Counter, NvmlOnly);

    public static readonly MetricFamily EccErrors = Of(
        "gpu_ecc_errors_total",
        "Memory errors since the driver was loaded, by kind: corrected or uncorrected; from nvmlDeviceGetTotalEccErrors or nvidia-smi ecc_errors.",
        Counter, Both, "kind");

    public static readonly MetricFamily XidErrors = Of(
        "gpu_xid_errors_total",
        "Errors that the driver reported of the GPU since wattd started, by the number of the XID (unknown: the driver gave none; other: further numbers that wattd does not know); a GPU that reported none has no series; from nvmlEventSetWait.",
        Counter, NvmlOnly, "xid");

    public static readonly MetricFamily RecoveryAction = Of(
        "gpu_recovery_action",
        "Action that the driver requests for the GPU: 0 nothing, 1 reset, 2 reboot, 3 drain, 4 drain and reset, others an action that 'nvidia-smi -q' names (255 if wattd reads nvidia-smi and does not know the name); from nvmlDeviceGetFieldValues GET_GPU_RECOVERY_ACTION or nvidia-smi gpu_recovery_action, driver 570 and newer.");

    public static readonly MetricFamily Info = Of(
        "gpu_info",
        "Always 1; the GPU's identity, and where its readings (source) and its energy (counter: the driver's own; integrated: from power) come from.",
        Gauge, Both,
        "index", "driver_version", "vbios_version", "pci_bus_id", "persistence_mode", "source", "energy");

    public static readonly MetricFamily Count = new(
        "gpu_count", Gauge, "GPUs that this machine has, including lost ones.")
    { Sources = Both };

    public static readonly MetricFamily ExporterAlive = new(
        "gpu_exporter_alive", Gauge, "Always 1: the exporter answers. wattd_collector_up shows whether it measures.");

    public static readonly MetricFamily ExporterInfo = new(
        "gpu_exporter_info", Gauge, "Always 1; the version under the name that gpu_exporter gave it.", "version", "language");

    public static readonly ImmutableArray<MetricFamily> All =
    [
        Up, PowerDraw, PowerDrawMax, PowerDistribution, PowerAverage, PowerLimit, Energy, Temperature,
        Utilization, MemoryUtilization, EncoderUtilization, EncoderUtilizationMax, DecoderUtilization,
        EncoderSessions, EncoderAverageFps, EncoderAverageLatency, EncoderSupported, EncoderCapacity,
        JpegUtilization, OfaUtilization,
        MemoryUsed, MemoryReserved, MemoryTotal,
        GraphicsClock, SmClock, MemoryClock, VideoClock,
        FanSpeed, PerformanceState, PcieLinkGeneration, PcieLinkWidth,
        .. GpuProcessFamilies.All,
        ThrottleActive, ThrottleSeconds, PcieTransmitted, PcieReceived, EccErrors, XidErrors, RecoveryAction,
        .. GpuLimitFamilies.All, .. GpuRepairFamilies.All,
        Info, Count, ExporterAlive, ExporterInfo,
    ];

    static MetricFamily Of(
        string name, string help, MetricFamilyType type = Gauge, string sources = Both, params string[] labels) =>
        GpuFamily.Of(name, help, type, sources, labels);
}
