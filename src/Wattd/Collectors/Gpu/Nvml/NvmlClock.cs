namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>The clock domains (<c>nvmlClockType_t</c>, nvml.h).</summary>
enum NvmlClock
{
    Graphics = 0,
    Sm = 1,
    Memory = 2,
    Video = 3,
}
