namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>The return codes of NVML (<c>nvmlReturn_t</c>, nvml.h).</summary>
enum NvmlReturn
{
    Success = 0,
    Uninitialized = 1,
    InvalidArgument = 2,
    NotSupported = 3,
    NoPermission = 4,
    AlreadyInitialized = 5,
    NotFound = 6,
    InsufficientSize = 7,
    InsufficientPower = 8,
    DriverNotLoaded = 9,
    Timeout = 10,
    IrqIssue = 11,
    LibraryNotFound = 12,
    FunctionNotFound = 13,
    CorruptedInforom = 14,
    GpuIsLost = 15,
    ResetRequired = 16,
    OperatingSystem = 17,
    LibRmVersionMismatch = 18,
    InUse = 19,
    Memory = 20,
    NoData = 21,
    VgpuEccNotSupported = 22,
    InsufficientResources = 23,
    FreqNotSupported = 24,
    ArgumentVersionMismatch = 25,
    Deprecated = 26,
    NotReady = 27,
    GpuNotFound = 28,
    InvalidState = 29,
    ResetTypeNotSupported = 30,
    Unknown = 999,
}

/// <summary>The clock domains (<c>nvmlClockType_t</c>, nvml.h).</summary>
enum NvmlClock
{
    Graphics = 0,
    Sm = 1,
    Memory = 2,
    Video = 3,
}

/// <summary>The codecs of an encoder (<c>nvmlEncoderType_t</c>, nvml.h).</summary>
enum NvmlCodec
{
    H264 = 0,
    Hevc = 1,
    Av1 = 2,
}

/// <summary>Fields of <c>nvmlDeviceGetFieldValues</c> (<c>NVML_FI_DEV_*</c>, nvml.h).</summary>
enum NvmlField : uint
{
    /// <summary>mJ since the driver was loaded (Volta and newer).</summary>
    TotalEnergyConsumption = 83,

    /// <summary>mW, averaged over 1 s (Ampere and newer, not GA100).</summary>
    PowerAverage = 185,

    /// <summary>mW at this moment.</summary>
    PowerInstant = 186,

    /// <summary>0 none, 1 reset, 2 reboot, 3 drain, 4 drain and reset.</summary>
    GpuRecoveryAction = 230,
}

/// <summary><c>nvmlFieldValue_t</c>: 40 bytes; one field of <c>nvmlDeviceGetFieldValues</c> and its value.</summary>
struct NvmlFieldValue
{
    /// <summary>The field to read.</summary>
    public NvmlField Field;

    /// <summary>Its scope; 0 is the GPU itself in the power fields.</summary>
    public uint Scope;

    /// <summary>When it was measured, in µs of the wall clock.</summary>
    public long Timestamp;

    /// <summary>How long it took, in µs.</summary>
    public long Latency;

    /// <summary>The type of <see cref="Bits"/>.</summary>
    public int ValueType;

    /// <summary>The return code of this field.</summary>
    public NvmlReturn Return;

    /// <summary>The value, a union of 8 bytes.</summary>
    public ulong Bits;

    /// <summary>The value; null for a blank (all bits set) and for an unknown type.</summary>
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

/// <summary><c>nvmlTemperature_v1_t</c>: 12 bytes.</summary>
struct NvmlTemperature()
{
    /// <summary>The struct's size, with its version in the top byte.</summary>
    public uint Version = 0x0100_000C;

    /// <summary><c>NVML_TEMPERATURE_GPU</c>, the only sensor.</summary>
    public int Sensor;

    /// <summary>Degrees Celsius.</summary>
    public int Celsius;
}

/// <summary><c>nvmlUtilization_t</c>: 8 bytes, percent.</summary>
struct NvmlUtilization
{
    public uint Gpu, Memory;
}

/// <summary><c>nvmlMemory_t</c>: 24 bytes. Memory reserved by the driver is part of <see cref="Used"/>.</summary>
struct NvmlMemory
{
    public ulong Total, Free, Used;
}

/// <summary><c>nvmlMemory_v2_t</c>: 40 bytes. Memory reserved by the driver is separate.</summary>
struct NvmlMemoryV2()
{
    /// <summary>The struct's size, with its version in the top byte.</summary>
    public uint Version = 0x0200_0028;
    public ulong Total, Reserved, Free, Used;
}

/// <summary>
/// <c>nvmlPciInfo_t</c>: 68 bytes. Before <c>nvmlDeviceGetPciInfo_v3</c> it was shorter, without <see cref="BusId"/>.
/// </summary>
unsafe struct NvmlPciInfo
{
    public fixed byte BusIdLegacy[16];
    public uint Domain, Bus, Device, PciDeviceId, PciSubSystemId;
    public fixed byte BusId[32];
}
