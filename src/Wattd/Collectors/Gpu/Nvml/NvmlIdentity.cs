using System.Runtime.CompilerServices;
using Wattd.Collectors.Gpu.Identity;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>Reads a GPU's identity.</summary>
static unsafe class NvmlIdentity
{
    // Lengths of nvml.h; the longer one if versions differ.
    const int NameLength = 96, UuidLength = 96, VbiosLength = 32;

    /// <summary>The identity; its bus id is empty if the GPU reports none.</summary>
    public static GpuIdentity Read(NvmlLibrary library, int index, ref NvmlQuery query)
    {
        query.IsVital = true;
        var gpu = new GpuIdentity
        {
            Index = index,
            BusId = BusId(library, ref query),
            Name = query.Text(library.Name, NameLength),
            Uuid = query.Text(library.Uuid, UuidLength),
        };
        query.IsVital = false;
        return gpu with
        {
            VbiosVersion = query.Text(library.VbiosVersion, VbiosLength),
            PersistenceMode = query.Number(library.PersistenceMode) switch { 1 => "Enabled", 0 => "Disabled", _ => "" },
            EncodesH264 = query.Encodes(library.EncoderCapacity, NvmlCodec.H264),
            EncodesHevc = query.Encodes(library.EncoderCapacity, NvmlCodec.Hevc),
            EncodesAv1 = query.Encodes(library.EncoderCapacity, NvmlCodec.Av1),
        };
    }

    static string BusId(NvmlLibrary library, ref NvmlQuery query)
    {
        NvmlPciInfo pci = default;
        if (!query.Fill(library.PciInfo, ref pci))
            return "";
        var id = NvmlLibrary.Text(Bytes(ref pci.BusId[0], 32)) is { Length: > 0 } current
            ? current
            : NvmlLibrary.Text(Bytes(ref pci.BusIdLegacy[0], 16));
        return id.Length == 0 ? "" : PciBusId.Normalise(id);
    }

    static ReadOnlySpan<byte> Bytes(ref byte first, int length) =>
        System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AsRef(ref first), length);
}
