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

/// <summary>The temperatures at which a GPU acts (<c>nvmlTemperatureThresholds_t</c>, nvml.h).</summary>
enum NvmlThreshold
{
    Shutdown = 0,
    Slowdown = 1,
}

/// <summary>What the driver samples by itself (<c>nvmlSamplingType_t</c>, nvml.h).</summary>
enum NvmlSampling
{
    /// <summary>mW.</summary>
    TotalPower = 0,

    /// <summary>Percent.</summary>
    EncoderUtilization = 3,
}

/// <summary>Fields of <c>nvmlDeviceGetFieldValues</c> (<c>NVML_FI_DEV_*</c>, nvml.h).</summary>
enum NvmlField : uint
{
    /// <summary>Pages retired after single-bit errors.</summary>
    RetiredSingleBit = 29,

    /// <summary>Pages retired after double-bit errors.</summary>
    RetiredDoubleBit = 30,

    /// <summary>1 if a page will be retired at the next reset.</summary>
    RetiredPending = 31,

    /// <summary>ns since the driver was loaded in which the power limit reduced the clocks.</summary>
    ThrottlePowerCap = 74,

    /// <summary>ns in which the sync boost group reduced the clocks.</summary>
    ThrottleSyncBoost = 76,

    /// <summary>Degrees Celsius.</summary>
    MemoryTemperature = 82,

    /// <summary>mJ since the driver was loaded (Volta and newer).</summary>
    TotalEnergyConsumption = 83,

    /// <summary>Packets sent again over PCIe.</summary>
    PcieReplays = 94,

    /// <summary>Rows replaced after correctable errors.</summary>
    RemappedCorrectable = 142,

    /// <summary>Rows replaced after uncorrectable errors.</summary>
    RemappedUncorrectable = 143,

    /// <summary>1 if a row will be replaced at the next reset.</summary>
    RemappedPending = 144,

    /// <summary>1 if a row could not be replaced.</summary>
    RemappedFailure = 145,

    /// <summary>mW, averaged over 1 s (Ampere and newer, not GA100).</summary>
    PowerAverage = 185,

    /// <summary>mW at this moment.</summary>
    PowerInstant = 186,

    /// <summary>Bytes sent over PCIe (driver 555 and newer). "Value can be wrapped", says nvml.h, and not at how many bits.</summary>
    PcieTransmittedBytes = 197,

    /// <summary>Bytes received over PCIe.</summary>
    PcieReceivedBytes = 198,

    /// <summary>0 none, 1 reset, 2 reboot, 3 drain, 4 drain and reset; newer drivers have more.</summary>
    GpuRecoveryAction = 230,

    /// <summary>
    /// ns in which the driver reduced the clocks because of the temperature; hardware, and power brake follow. Driver 580 uses these
    /// numbers. In the nvml.h of CUDA 13 they belong to power smoothing, whose values have 32 bits.
    /// </summary>
    ThrottleSoftwareThermal = 251,
    ThrottleHardwareThermal = 252,
    ThrottlePowerBrake = 253,

    /// <summary>The same in the nvml.h of CUDA 13. Driver 580 uses these numbers for power smoothing.</summary>
    ThrottleSoftwareThermalLater = 269,
    ThrottleHardwareThermalLater = 270,
    ThrottlePowerBrakeLater = 271,
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
    public readonly double? Value => Decode(ValueType, Bits);

    /// <summary>Whether the value has 64 bits without a sign.</summary>
    public readonly bool IsLong => ValueType is 2 or 3;

    /// <summary>The value of an unsigned type; null for a blank and for any other type.</summary>
    public readonly ulong? Whole => ValueType is 1 or 2 or 3 && Value is not null ? ValueType == 1 ? (uint)Bits : Bits : null;

    /// <summary>A value of a type (<c>nvmlValueType_t</c>); null for a blank (all bits set) and for an unknown type.</summary>
    public static double? Decode(int type, ulong bits) => type switch
    {
        0 when double.IsFinite(BitConverter.UInt64BitsToDouble(bits)) => BitConverter.UInt64BitsToDouble(bits),
        1 when (uint)bits != uint.MaxValue => (uint)bits,
        2 or 3 when bits != ulong.MaxValue => bits,
        4 => (long)bits,
        5 => (int)bits,
        6 when (ushort)bits != ushort.MaxValue => (ushort)bits,
        _ => null,
    };
}

/// <summary><c>nvmlSample_t</c>: 16 bytes; one of the driver's own samples.</summary>
struct NvmlSample
{
    /// <summary>When it was taken, in µs of the wall clock.</summary>
    public ulong Timestamp;

    /// <summary>The value, a union of 8 bytes; the call returns its type.</summary>
    public ulong Bits;
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

/// <summary>Events that a GPU can report (<c>nvmlEventType*</c>, nvml.h), as bits.</summary>
[Flags]
enum NvmlEvents : ulong
{
    None = 0,

    /// <summary>An error of which the driver logs an XID.</summary>
    XidCriticalError = 0x8,
}

/// <summary><c>nvmlEventData_t</c>: 32 bytes. Before <c>nvmlEventSetWait_v2</c> it ended with <see cref="Data"/>.</summary>
struct NvmlEventData
{
    /// <summary>The handle of the GPU.</summary>
    public nint Device;

    /// <summary>The event: one bit.</summary>
    public NvmlEvents Type;

    /// <summary>The number of the XID; 999 if the driver does not give it.</summary>
    public ulong Data;

    /// <summary>The MIG instance; all bits set if there is none.</summary>
    public uint GpuInstanceId, ComputeInstanceId;
}
