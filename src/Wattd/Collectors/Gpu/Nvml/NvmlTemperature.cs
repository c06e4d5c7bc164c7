namespace Wattd.Collectors.Gpu.Nvml;

/// <summary><c>nvmlTemperature_v1_t</c>: 12 bytes.</summary>
struct NvmlTemperature()
{
    /// <summary>The struct's size, with its version in the top byte.</summary>
    public uint Version = 0x0100_000C;

    /// <summary><c>NVML_TEMPERATURE_GPU</c>, the only sensor there is.</summary>
    public int Sensor;

    /// <summary>Degrees Celsius.</summary>
    public int Celsius;
}
