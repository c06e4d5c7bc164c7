namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>What an encoder can write (<c>nvmlEncoderType_t</c>, nvml.h).</summary>
enum NvmlCodec
{
    H264 = 0,
    Hevc = 1,
    Av1 = 2,
}
