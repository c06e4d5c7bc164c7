namespace Wattd.Collectors.Gpu.Nvml;

/// <summary><c>nvmlFieldValue_t</c>: 40 bytes; one question of <c>nvmlDeviceGetFieldValues</c> and its answer.</summary>
struct NvmlFieldValue
{
    /// <summary>What is asked.</summary>
    public NvmlField Field;

    /// <summary>Of which part; 0 is the GPU itself in the power fields.</summary>
    public uint Scope;

    /// <summary>When it was measured, in µs of the wall clock.</summary>
    public long Timestamp;

    /// <summary>How long it took, in µs.</summary>
    public long Latency;

    /// <summary>How <see cref="Bits"/> is to be read.</summary>
    public int ValueType;

    /// <summary>What this one field returned.</summary>
    public NvmlReturn Return;

    /// <summary>The value, a union of 8 bytes.</summary>
    public ulong Bits;

    /// <summary>The value; null for a blank (all bits set) and for a type that is not known.</summary>
    public readonly double? Value => ValueType switch
    {
        0 when double.IsFinite(BitConverter.UInt64BitsToDouble(Bits)) => BitConverter.UInt64BitsToDouble(Bits),
        1 when (uint)Bits != uint.MaxValue => (uint)Bits,
        2 or 3 when Bits != ulong.MaxValue => Bits,
        4 => (long)Bits,
        5 => (int)Bits,
        6 when (ushort)Bits != ushort.MaxValue => (ushort)Bits,
        _ => null,
    };
}
