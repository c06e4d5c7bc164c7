namespace Wattd.Collectors.Gpu.Nvml;

/// <summary><c>nvmlPciInfo_t</c>: 68 bytes. Before <c>nvmlDeviceGetPciInfo_v3</c> it ended sooner, without <see cref="BusId"/>.</summary>
unsafe struct NvmlPciInfo
{
    public fixed byte BusIdLegacy[16];
    public uint Domain, Bus, Device, PciDeviceId, PciSubSystemId;
    public fixed byte BusId[32];
}
