namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// The limits of the board: <c>temperature</c>, <c>power_readings</c> (<c>gpu_power_readings</c> from driver 535, one level deeper
/// from 610) and <c>max_clocks</c>.
/// </summary>
static class LimitElements
{
    public static void Read(Element gpu, ref GpuReading reading)
    {
        // Ada and newer have *_tlimit_threshold instead, which are margins and not temperatures.
        var temperature = gpu.Child("temperature");
        reading.SlowdownTemperatureCelsius = Measure.Celsius(temperature?.Child("gpu_temp_slow_threshold"));
        reading.ShutdownTemperatureCelsius = Measure.Celsius(temperature?.Child("gpu_temp_max_threshold"));

        var power = gpu.ChildOf("gpu_power_readings", "power_readings");
        reading.PowerLimitDefaultWatts = Watts(power, "default_power_limit");
        reading.PowerLimitMinWatts = Watts(power, "min_power_limit");
        reading.PowerLimitMaxWatts = Watts(power, "max_power_limit");

        var clocks = gpu.Child("max_clocks");
        reading.MaxGraphicsClockMhz = Measure.Megahertz(clocks?.Child("graphics_clock"));
        reading.MaxSmClockMhz = Measure.Megahertz(clocks?.Child("sm_clock"));
        reading.MaxMemoryClockMhz = Measure.Megahertz(clocks?.Child("mem_clock"));
        reading.MaxVideoClockMhz = Measure.Megahertz(clocks?.Child("video_clock"));
    }

    static double? Watts(Element? power, string limit) =>
        Measure.Watts(power?.Child(limit)) ?? Measure.Watts(power?.Child("gpu_ceiling_power_limit")?.Child(limit));
}
