using System.Runtime.InteropServices;
using System.Text;
using unsafe DeviceNumber = delegate* unmanaged[Cdecl]<nint, uint*, Wattd.Collectors.Gpu.Nvml.NvmlReturn>;
using unsafe DeviceNumberOf = delegate* unmanaged[Cdecl]<nint, int, uint*, Wattd.Collectors.Gpu.Nvml.NvmlReturn>;
using unsafe DevicePair = delegate* unmanaged[Cdecl]<nint, uint*, uint*, Wattd.Collectors.Gpu.Nvml.NvmlReturn>;
using unsafe DeviceText = delegate* unmanaged[Cdecl]<nint, byte*, uint, Wattd.Collectors.Gpu.Nvml.NvmlReturn>;
using unsafe DeviceTotal = delegate* unmanaged[Cdecl]<nint, ulong*, Wattd.Collectors.Gpu.Nvml.NvmlReturn>;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>
/// The functions of one loaded <c>libnvidia-ml.so.1</c>, as nvml.h declares them. Each is looked up separately; one
/// that this version of the driver does not export is null, and callers treat it as
/// <see cref="NvmlReturn.FunctionNotFound"/>.
/// </summary>
sealed unsafe class NvmlLibrary : IDisposable
{
    const int VersionLength = 80;

    readonly nint _library;
    readonly delegate* unmanaged[Cdecl]<NvmlReturn> _init, _shutdown;
    readonly delegate* unmanaged[Cdecl]<byte*, uint, NvmlReturn> _driverVersion;
    readonly delegate* unmanaged[Cdecl]<uint*, NvmlReturn> _count;
    readonly delegate* unmanaged[Cdecl]<uint, nint*, NvmlReturn> _handleByIndex;

    public readonly DeviceText Name, Uuid, VbiosVersion;
    public readonly delegate* unmanaged[Cdecl]<nint, NvmlPciInfo*, NvmlReturn> PciInfo;
    public readonly DeviceNumber PersistenceMode;
    public readonly DeviceNumberOf EncoderCapacity;

    public readonly delegate* unmanaged[Cdecl]<nint, int, NvmlFieldValue*, NvmlReturn> FieldValues;
    public readonly DeviceNumber PowerUsage, EnforcedPowerLimit, PowerManagementLimit;
    public readonly DeviceTotal TotalEnergyConsumption;
    public readonly delegate* unmanaged[Cdecl]<nint, NvmlTemperature*, NvmlReturn> TemperatureV;
    public readonly DeviceNumberOf Temperature, ClockInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, NvmlUtilization*, NvmlReturn> UtilizationRates;
    public readonly DevicePair EncoderUtilization, DecoderUtilization;
    public readonly delegate* unmanaged[Cdecl]<nint, uint*, uint*, uint*, NvmlReturn> EncoderStats;
    public readonly delegate* unmanaged[Cdecl]<nint, uint*, NvmlEncoderSession*, NvmlReturn> EncoderSessions;
    public readonly delegate* unmanaged[Cdecl]<nint, NvmlProcessSample*, uint*, ulong, NvmlReturn> ProcessUtilization;
    public readonly delegate* unmanaged[Cdecl]<nint, NvmlProcessDetailList*, NvmlReturn> RunningProcessDetailList;
    public readonly delegate* unmanaged[Cdecl]<nint, uint*, NvmlProcessDetail*, NvmlReturn> ComputeRunningProcesses, GraphicsRunningProcesses;
    public readonly delegate* unmanaged[Cdecl]<nint, NvmlMemory*, NvmlReturn> MemoryInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, NvmlMemoryV2*, NvmlReturn> MemoryInfoV2;
    public readonly DeviceTotal ClocksEventReasons;
    public readonly DeviceNumber FanSpeed, PerformanceState, PcieLinkGeneration, PcieLinkWidth;
    public readonly delegate* unmanaged[Cdecl]<nint, int, int, ulong*, NvmlReturn> TotalEccErrors;

    public readonly DevicePair JpgUtilization, OfaUtilization, PowerManagementLimitConstraints;
    public readonly DeviceNumber PowerManagementDefaultLimit;
    public readonly DeviceNumberOf TemperatureThreshold, MaxClockInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, int, ulong, int*, uint*, NvmlSample*, NvmlReturn> Samples;

    public readonly delegate* unmanaged[Cdecl]<nint*, NvmlReturn> EventSetCreate;
    public readonly DeviceTotal SupportedEventTypes;
    public readonly delegate* unmanaged[Cdecl]<nint, NvmlEvents, nint, NvmlReturn> RegisterEvents;
    public readonly delegate* unmanaged[Cdecl]<nint, NvmlEventData*, uint, NvmlReturn> EventSetWait;
    public readonly delegate* unmanaged[Cdecl]<nint, NvmlReturn> EventSetFree;

    int _users = 1;

    /// <summary>Loads the library.</summary>
    /// <param name="name">A name for the dynamic linker to find, or a path.</param>
    /// <param name="inContainer">Whether failures name the fix of a container.</param>
    /// <exception cref="Sampling.SourceException">It cannot be loaded, or is not NVML.</exception>
    public NvmlLibrary(string name, bool inContainer)
    {
        try
        {
            _library = NativeLibrary.Load(name);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw NvmlFailure.Library(name, LastLine(e.Message), inContainer);
        }

        _init = (delegate* unmanaged[Cdecl]<NvmlReturn>)Export("nvmlInit_v2", "nvmlInit");
        _shutdown = (delegate* unmanaged[Cdecl]<NvmlReturn>)Export("nvmlShutdown");
        _driverVersion = (delegate* unmanaged[Cdecl]<byte*, uint, NvmlReturn>)Export("nvmlSystemGetDriverVersion");
        _count = (delegate* unmanaged[Cdecl]<uint*, NvmlReturn>)Export("nvmlDeviceGetCount_v2", "nvmlDeviceGetCount");
        _handleByIndex = (delegate* unmanaged[Cdecl]<uint, nint*, NvmlReturn>)Export(
            "nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetHandleByIndex");

        Name = (DeviceText)Export("nvmlDeviceGetName");
        Uuid = (DeviceText)Export("nvmlDeviceGetUUID");
        VbiosVersion = (DeviceText)Export("nvmlDeviceGetVbiosVersion");
        PciInfo = (delegate* unmanaged[Cdecl]<nint, NvmlPciInfo*, NvmlReturn>)Export(
            "nvmlDeviceGetPciInfo_v3", "nvmlDeviceGetPciInfo_v2", "nvmlDeviceGetPciInfo");
        PersistenceMode = (DeviceNumber)Export("nvmlDeviceGetPersistenceMode");
        EncoderCapacity = (DeviceNumberOf)Export("nvmlDeviceGetEncoderCapacity");

        FieldValues = (delegate* unmanaged[Cdecl]<nint, int, NvmlFieldValue*, NvmlReturn>)Export("nvmlDeviceGetFieldValues");
        PowerUsage = (DeviceNumber)Export("nvmlDeviceGetPowerUsage");
        EnforcedPowerLimit = (DeviceNumber)Export("nvmlDeviceGetEnforcedPowerLimit");
        PowerManagementLimit = (DeviceNumber)Export("nvmlDeviceGetPowerManagementLimit");
        TotalEnergyConsumption = (DeviceTotal)Export("nvmlDeviceGetTotalEnergyConsumption");
        TemperatureV = (delegate* unmanaged[Cdecl]<nint, NvmlTemperature*, NvmlReturn>)Export("nvmlDeviceGetTemperatureV");
        Temperature = (DeviceNumberOf)Export("nvmlDeviceGetTemperature");
        ClockInfo = (DeviceNumberOf)Export("nvmlDeviceGetClockInfo");
        UtilizationRates = (delegate* unmanaged[Cdecl]<nint, NvmlUtilization*, NvmlReturn>)Export(
            "nvmlDeviceGetUtilizationRates");
        EncoderUtilization = (DevicePair)Export("nvmlDeviceGetEncoderUtilization");
        DecoderUtilization = (DevicePair)Export("nvmlDeviceGetDecoderUtilization");
        EncoderStats = (delegate* unmanaged[Cdecl]<nint, uint*, uint*, uint*, NvmlReturn>)Export(
            "nvmlDeviceGetEncoderStats");
        EncoderSessions = (delegate* unmanaged[Cdecl]<nint, uint*, NvmlEncoderSession*, NvmlReturn>)Export(
            "nvmlDeviceGetEncoderSessions");
        ProcessUtilization = (delegate* unmanaged[Cdecl]<nint, NvmlProcessSample*, uint*, ulong, NvmlReturn>)Export(
            "nvmlDeviceGetProcessUtilization");
        RunningProcessDetailList = (delegate* unmanaged[Cdecl]<nint, NvmlProcessDetailList*, NvmlReturn>)Export(
            "nvmlDeviceGetRunningProcessDetailList");
        ComputeRunningProcesses = (delegate* unmanaged[Cdecl]<nint, uint*, NvmlProcessDetail*, NvmlReturn>)Export(
            "nvmlDeviceGetComputeRunningProcesses_v3");
        GraphicsRunningProcesses = (delegate* unmanaged[Cdecl]<nint, uint*, NvmlProcessDetail*, NvmlReturn>)Export(
            "nvmlDeviceGetGraphicsRunningProcesses_v3");
        // The first drivers of 535 have this function, no list with details yet, and longer records.
        ProcessInfoLength = RunningProcessDetailList == null && Export("nvmlDeviceGetConfComputeMemSizeInfo") != 0 ? sizeof(NvmlProcessDetail) : 24;
        MemoryInfo = (delegate* unmanaged[Cdecl]<nint, NvmlMemory*, NvmlReturn>)Export("nvmlDeviceGetMemoryInfo");
        MemoryInfoV2 = (delegate* unmanaged[Cdecl]<nint, NvmlMemoryV2*, NvmlReturn>)Export("nvmlDeviceGetMemoryInfo_v2");
        ClocksEventReasons = (DeviceTotal)Export(
            "nvmlDeviceGetCurrentClocksEventReasons", "nvmlDeviceGetCurrentClocksThrottleReasons");
        FanSpeed = (DeviceNumber)Export("nvmlDeviceGetFanSpeed");
        PerformanceState = (DeviceNumber)Export("nvmlDeviceGetPerformanceState");
        PcieLinkGeneration = (DeviceNumber)Export("nvmlDeviceGetCurrPcieLinkGeneration");
        PcieLinkWidth = (DeviceNumber)Export("nvmlDeviceGetCurrPcieLinkWidth");
        TotalEccErrors = (delegate* unmanaged[Cdecl]<nint, int, int, ulong*, NvmlReturn>)Export(
            "nvmlDeviceGetTotalEccErrors");

        JpgUtilization = (DevicePair)Export("nvmlDeviceGetJpgUtilization");
        OfaUtilization = (DevicePair)Export("nvmlDeviceGetOfaUtilization");
        PowerManagementDefaultLimit = (DeviceNumber)Export("nvmlDeviceGetPowerManagementDefaultLimit");
        PowerManagementLimitConstraints = (DevicePair)Export("nvmlDeviceGetPowerManagementLimitConstraints");
        TemperatureThreshold = (DeviceNumberOf)Export("nvmlDeviceGetTemperatureThreshold");
        MaxClockInfo = (DeviceNumberOf)Export("nvmlDeviceGetMaxClockInfo");
        Samples = (delegate* unmanaged[Cdecl]<nint, int, ulong, int*, uint*, NvmlSample*, NvmlReturn>)Export(
            "nvmlDeviceGetSamples");

        EventSetCreate = (delegate* unmanaged[Cdecl]<nint*, NvmlReturn>)Export("nvmlEventSetCreate");
        SupportedEventTypes = (DeviceTotal)Export("nvmlDeviceGetSupportedEventTypes");
        RegisterEvents = (delegate* unmanaged[Cdecl]<nint, NvmlEvents, nint, NvmlReturn>)Export("nvmlDeviceRegisterEvents");
        EventSetWait = (delegate* unmanaged[Cdecl]<nint, NvmlEventData*, uint, NvmlReturn>)Export(
            "nvmlEventSetWait_v2", "nvmlEventSetWait");
        EventSetFree = (delegate* unmanaged[Cdecl]<nint, NvmlReturn>)Export("nvmlEventSetFree");

        if (_init == null)
        {
            NativeLibrary.Free(_library);
            throw NvmlFailure.Library(name, "it has no nvmlInit_v2", inContainer);
        }
    }

    /// <summary>The length of a record of <see cref="ComputeRunningProcesses"/>, in bytes.</summary>
    public int ProcessInfoLength { get; }

    /// <summary>Initialises the library. It succeeds with failed GPUs; <see cref="Handle"/> initialises each.</summary>
    public NvmlReturn Init() => _init();

    /// <summary>Releases the driver. No handle is valid afterwards.</summary>
    public void Shutdown()
    {
        if (_shutdown != null)
            _shutdown();
    }

    /// <summary>The number of GPUs, including failed ones.</summary>
    public NvmlReturn Count(out uint count)
    {
        uint value = 0;
        var code = _count == null ? NvmlReturn.FunctionNotFound : _count(&value);
        count = value;
        return code;
    }

    /// <summary>Initialises a GPU and returns its handle.</summary>
    public NvmlReturn Handle(int index, out nint device)
    {
        nint value = 0;
        var code = _handleByIndex == null ? NvmlReturn.FunctionNotFound : _handleByIndex((uint)index, &value);
        device = value;
        return code;
    }

    /// <summary>The kernel driver's version; empty if unknown.</summary>
    public string DriverVersion()
    {
        var text = stackalloc byte[VersionLength];
        return _driverVersion != null && _driverVersion(text, VersionLength) == NvmlReturn.Success
            ? Text(new ReadOnlySpan<byte>(text, VersionLength))
            : "";
    }

    /// <summary>The text of a buffer up to its first NUL.</summary>
    public static string Text(ReadOnlySpan<byte> buffer) =>
        Encoding.UTF8.GetString(buffer.IndexOf((byte)0) is var length and >= 0 ? buffer[..length] : buffer).Trim();

    /// <summary>Adds a user of this initialisation: another thread that calls the library.</summary>
    public void Share() => Interlocked.Increment(ref _users);

    /// <summary>
    /// Ends the use by one user. The last one releases the driver and unloads the library: it must stay loaded while a thread is in a
    /// call that does not return.
    /// </summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        Shutdown();
        Dispose();
    }

    /// <summary>Unloads the library, so that the next load takes the file that is then on disk.</summary>
    public void Dispose() => NativeLibrary.Free(_library);

    nint Export(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (NativeLibrary.TryGetExport(_library, name, out var address))
                return address;
        return 0;
    }

    static string LastLine(string message) =>
        message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last]
            ? last
            : "the dynamic linker gives no reason";
}
