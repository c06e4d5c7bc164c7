namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// Whether a GPU of the document is lost. A lost GPU's element is complete, and its limits and its 0 % of the encoder
/// look valid; only the elements that need an answer of the GPU show that it no longer responds.
/// </summary>
/// <remarks>
/// The rule: <c>GPU is lost</c> or <c>GPU is inaccessible</c> anywhere in the element, or <c>Unknown Error</c> in one
/// of its readings, which are the current power, utilisation, temperature, memory and clocks. In other elements
/// <c>Unknown Error</c> affects only that field: a working Quadro P5000 has it for its fan. NVML uses the same rule
/// (<see cref="Nvml.NvmlQuery"/>).
/// </remarks>
static class LostGpu
{
    static readonly string[] Readings =
    [
        "power_draw", "average_power_draw", "instant_power_draw", "gpu_util", "memory_util", "encoder_util", "decoder_util",
        "gpu_temp", "total", "reserved", "used", "free", "graphics_clock", "sm_clock", "mem_clock", "video_clock",
    ];

    static readonly string[] Groups =
        ["gpu_power_readings", "power_readings", "utilization", "temperature", "fb_memory_usage", "clocks"];

    public static bool Is(Element gpu) =>
        SaysLost(gpu) || gpu.Children.Any(child => Groups.Contains(child.Name) && child.Children.Any(IsReadingInError));

    static bool SaysLost(Element element) => NonValue.SaysLost(element.Text) || element.Children.Any(SaysLost);

    static bool IsReadingInError(Element element) =>
        Readings.Contains(element.Name) && NonValue.IsUnknownError(element.Text);
}
