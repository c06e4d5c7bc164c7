using Wattd.Collectors.Gpu.Identity;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>Converts a <c>gpu</c> element to the readings common to all sources.</summary>
static class GpuElement
{
    /// <summary>Its identity; null if it has no bus id.</summary>
    public static GpuIdentity? Identity(Element gpu, int index)
    {
        if (!PciBusId.TryNormalise(gpu.Id, out var busId)
            && !PciBusId.TryNormalise(gpu.Child("pci")?.Child("pci_bus_id")?.Text, out busId))
            return null;

        return new GpuIdentity
        {
            Index = index,
            BusId = busId,
            Name = Measure.Word(gpu.Child("product_name")),
            Uuid = Measure.Word(gpu.Child("uuid")),
            VbiosVersion = Measure.Word(gpu.Child("vbios_version")),
            PersistenceMode = Measure.Word(gpu.Child("persistence_mode")),
        };
    }

    /// <summary>Its reading; down, without values, if it is lost.</summary>
    public static GpuReading Reading(Element gpu)
    {
        if (LostGpu.Is(gpu))
            return default;

        var reading = new GpuReading
        {
            Up = true,
            TemperatureCelsius = Measure.Celsius(gpu.Child("temperature")?.Child("gpu_temp")),
            MemoryTemperatureCelsius = Measure.Celsius(gpu.Child("temperature")?.Child("memory_temp")),
            PcieReplays = Plausible.Replays(Measure.Number(gpu.Child("pci")?.Child("replay_counter"))),
            FanSpeedPercent = Measure.FanSpeed(gpu.Child("fan_speed")),
            PerformanceState = PerformanceState(gpu.Child("performance_state")),
            RecoveryAction = RecoveryAction(gpu.Child("gpu_recovery_action")),
            Processes = ProcessesElement.Read(gpu.Child("processes")),
            Throttle = ThrottleElement.Reasons(gpu.ChildOf("clocks_event_reasons", "clocks_throttle_reasons")),
        };
        ReadPower(gpu.ChildOf("gpu_power_readings", "power_readings"), ref reading);
        ReadUtilization(gpu.Child("utilization"), ref reading);
        ReadMemory(gpu.Child("fb_memory_usage"), ref reading);
        ReadClocks(gpu.Child("clocks"), ref reading);
        ReadEncoder(gpu.Child("encoder_stats"), ref reading);
        ReadLink(gpu.Child("pci")?.Child("pci_gpu_link_info"), ref reading);
        EccElement.Read(gpu.Child("ecc_errors")?.Child("volatile"), ref reading);
        LimitElements.Read(gpu, ref reading);
        RepairElements.Read(gpu, ref reading);
        ThrottleElement.ReadTimes(gpu.Child("clocks_event_reasons_counters"), ref reading);
        return reading;
    }

    /// <summary>
    /// Up to driver 525 <c>power_draw</c> and <c>enforced_power_limit</c>; from 535 <c>current_power_limit</c>; from
    /// 570 average and instant power, one or both of them <c>N/A</c>; from 610 the limits are one level deeper.
    /// </summary>
    static void ReadPower(Element? power, ref GpuReading reading)
    {
        reading.PowerAverageWatts = Measure.Watts(power?.Child("average_power_draw"));
        reading.PowerDrawWatts = Measure.Watts(power?.Child("instant_power_draw"))
            ?? Measure.Watts(power?.Child("power_draw"))
            ?? reading.PowerAverageWatts;
        reading.PowerLimitWatts = Measure.Watts(power?.Child("current_power_limit"))
            ?? Measure.Watts(power?.Child("gpu_ceiling_power_limit")?.Child("current_power_limit"))
            ?? Measure.Watts(power?.Child("enforced_power_limit"))
            ?? Measure.Watts(power?.Child("power_limit"));
    }

    static void ReadUtilization(Element? utilization, ref GpuReading reading)
    {
        reading.UtilizationPercent = Measure.Load(utilization?.Child("gpu_util"));
        reading.MemoryUtilizationPercent = Measure.Load(utilization?.Child("memory_util"));
        reading.EncoderUtilizationPercent = Measure.Load(utilization?.Child("encoder_util"));
        reading.DecoderUtilizationPercent = Measure.Load(utilization?.Child("decoder_util"));
        reading.JpegUtilizationPercent = Measure.Load(utilization?.Child("jpeg_util"));
        reading.OfaUtilizationPercent = Measure.Load(utilization?.Child("ofa_util"));
    }

    static void ReadMemory(Element? memory, ref GpuReading reading)
    {
        reading.MemoryTotalBytes = Measure.Bytes(memory?.Child("total"));
        reading.MemoryReservedBytes = Measure.Bytes(memory?.Child("reserved"));
        reading.MemoryUsedBytes = Measure.Bytes(memory?.Child("used"));
    }

    static void ReadClocks(Element? clocks, ref GpuReading reading)
    {
        reading.GraphicsClockMhz = Measure.Megahertz(clocks?.Child("graphics_clock"));
        reading.SmClockMhz = Measure.Megahertz(clocks?.Child("sm_clock"));
        reading.MemoryClockMhz = Measure.Megahertz(clocks?.Child("mem_clock"));
        reading.VideoClockMhz = Measure.Megahertz(clocks?.Child("video_clock"));
    }

    /// <summary>
    /// Latency is printed in microseconds. A GPU without an encoder also prints zeros; nothing here distinguishes it.
    /// </summary>
    static void ReadEncoder(Element? encoder, ref GpuReading reading)
    {
        reading.EncoderSessions = Plausible.Sessions(Measure.Number(encoder?.Child("session_count")));
        reading.EncoderAverageFps = Plausible.FramesPerSecond(Measure.Number(encoder?.Child("average_fps")));
        reading.EncoderAverageLatencySeconds = Plausible.LatencySeconds(Measure.Number(encoder?.Child("average_latency"), "us") / 1e6);
    }

    static void ReadLink(Element? link, ref GpuReading reading)
    {
        reading.PcieLinkGeneration = Plausible.PcieLink(Measure.Number(link?.Child("pcie_gen")?.Child("current_link_gen")));
        reading.PcieLinkWidth = Plausible.PcieLink(Measure.Number(link?.Child("link_widths")?.Child("current_link_width"), "x"));
    }

    /// <summary><c>P0</c> to <c>P15</c>.</summary>
    static double? PerformanceState(Element? state) =>
        state?.Text is ['P', .. var digits] && int.TryParse(digits, System.Globalization.NumberStyles.None, null, out var number)
        && number <= 15
            ? number
            : null;

    /// <summary>The numbers of <c>nvmlDeviceGpuRecoveryAction_t</c>. A text that is not known is an action of a newer driver.</summary>
    static double? RecoveryAction(Element? action) => action?.Text switch
    {
        null or "" => null,
        "None" => 0,
        "Reset" or "GPU Reset" or "GPU Reset Required" => 1,
        "Node Reboot" or "Reboot" or "Node Reboot Required" => 2,
        "Drain P2P" or "Drain" => 3,
        "Drain and Reset" => 4,
        "Recover IMEX Domain" => 5,
        var text => NonValue.Is(text) ? null : Plausible.OtherRecoveryAction,
    };
}
