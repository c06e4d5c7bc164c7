using System.IO.MemoryMappedFiles;
using System.Text;

namespace Wattd.Tests.Support;

/// <summary>
/// A stub of <c>libnvidia-ml.so.1</c> with GPUs of known values, which can be changed while it is in use, also by a daemon in
/// another process: changes apply to the next call. Each has a separate folder and library.
/// </summary>
sealed unsafe partial class NvmlStub : IDisposable
{
    /// <summary>The maximum number of GPUs.</summary>
    public const int MostGpus = 1024;

    /// <summary>The maximum number of events that wait to be taken.</summary>
    public const int EventQueue = 4096;

    // The layout of struct control in nvml_stub.c.
    const int FieldTypeOffset = 32, FieldBitsOffset = 40, DriverVersionOffset = 48, DriverVersionLength = 80, FunctionsOffset = DriverVersionOffset + DriverVersionLength;
    const int FunctionSize = 8 * (3 + MostGpus), CallsOffset = 0, CodeOffset = 8, HangsOffset = 16, GpuCodeOffset = 24;
    const int NameLength = 96, UuidLength = 96, VbiosLength = 32, BusIdLength = 32;
    const int GoneOffset = NameLength + UuidLength + VbiosLength + BusIdLength, ValuesOffset = GoneOffset + 8;

    static readonly int GpusOffset = FunctionsOffset + Enum.GetValues<NvmlFunction>().Length * FunctionSize;
    static readonly int GpuSize = ValuesOffset + 8 * Enum.GetValues<NvmlValue>().Length;
    static readonly int ListsOffset = GpusOffset + MostGpus * GpuSize;
    static readonly int EventsOffset = ListsOffset + GpusWithLists * ListsSize;
    static readonly int QueueOffset = EventsOffset + 8 * 7, RegistrationsOffset = QueueOffset + 8 * 3 * EventQueue;
    static readonly int ControlSize = RegistrationsOffset + 8 * MostGpus;

    readonly TemporaryFolder _folder = new();
    readonly MemoryMappedFile _file;
    readonly MemoryMappedViewAccessor _view;
    readonly byte* _control;

    /// <param name="gpus">The number of GPUs; see <see cref="Reset"/> for their values.</param>
    /// <param name="without">Functions that it does not export.</param>
    public NvmlStub(int gpus = 1, params ReadOnlySpan<NvmlFunction> without)
    {
        _file = MemoryMappedFile.CreateFromFile(
            _folder.File("nvml_stub.control"), FileMode.CreateNew, null, ControlSize);
        _view = _file.CreateViewAccessor();
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _control);
        for (var i = 0; i < MostGpus; i++)
            Reset(i);
        Gpus = gpus;
        DriverVersion = "580.95.05";
        EventTypes = XidEvent | 0x3;
        Replace(without);
    }

    /// <summary>Path of the library: the <c>gpu.nvml-library</c> setting.</summary>
    public string Library => _folder.File("libnvidia-ml.so.1");

    /// <summary>An empty folder for <c>path.procfs</c>; <see cref="PlantProcfs"/> fills it.</summary>
    public string Procfs => Directory.CreateDirectory(_folder.File("proc")).FullName;

    /// <summary>The number of GPUs that it reports.</summary>
    public int Gpus { get => (int)Slot(0); set => Slot(0) = value; }

    /// <summary>The number of initialisations.</summary>
    public long Inits => Slot(8);

    /// <summary>Initialisations that were not shut down.</summary>
    public long Open => Slot(16);

    /// <summary>The result of every function except the shutdown; 0 = they work.</summary>
    public int Code { set => Slot(24) = value; }

    /// <summary>The driver's version.</summary>
    public string DriverVersion { set => Write(DriverVersionOffset, DriverVersionLength, value); }

    /// <summary>One value of one GPU, in the units of NVML; negative = NOT_SUPPORTED, <see cref="long.MaxValue"/> = all bits set.</summary>
    public ref long this[int gpu, NvmlValue value] => ref Slot(Gpu(gpu) + ValuesOffset + 8 * (int)value);

    /// <summary>Sets the result of a function; 0 = it works.</summary>
    public void Return(NvmlFunction function, int code) => Slot(Function(function) + CodeOffset) = code;

    /// <summary>Sets the result of a function for one GPU; 0 = it works.</summary>
    public void Return(NvmlFunction function, int gpu, int code) => Slot(Function(function) + GpuCodeOffset + 8 * gpu) = code;

    /// <summary>Sets the result of every function for one GPU, including its handle; 0 = they work.</summary>
    public void ReturnForGpu(int gpu, int code)
    {
        foreach (var function in Enum.GetValues<NvmlFunction>())
            Return(function, gpu, code);
    }

    /// <summary>Makes a function hang, or return again.</summary>
    public void Hang(NvmlFunction function, bool hangs = true) => Slot(Function(function) + HangsOffset) = hangs ? 1 : 0;

    /// <summary>Makes every field of <c>nvmlDeviceGetFieldValues</c> return this type (<c>nvmlValueType_t</c>) and these bits.</summary>
    public void AnswerFields(int type, long bits) => (Slot(FieldTypeOffset), Slot(FieldBitsOffset)) = (type + 1, bits);

    /// <summary>Removes a GPU and adds it again: only a library that is initialised after this finds it.</summary>
    public void PlugInAgain(int gpu) => Slot(Gpu(gpu) + GoneOffset) = Inits;

    /// <summary>The number of calls of a function.</summary>
    public long Calls(NvmlFunction function) => Slot(Function(function) + CallsOffset);

    /// <summary>The bit of an XID among <see cref="EventTypes"/>.</summary>
    public const long XidEvent = 0x8;

    /// <summary>The events that its GPUs support, as bits.</summary>
    public long EventTypes { set => Slot(EventsOffset) = value; }

    /// <summary>Event sets that were not freed.</summary>
    public long EventSets => Slot(EventsOffset + 8);

    /// <summary>Threads in a wait for events.</summary>
    public long Waiting => Slot(EventsOffset + 16);

    /// <summary>Threads in a function that hangs.</summary>
    public long Held => Slot(EventsOffset + 32);

    /// <summary>Shutdowns with an event set or with a thread in a wait for events, and unloads with such a thread: each would crash the driver's library.</summary>
    public long UnsafeEnds => Slot(EventsOffset + 24);

    /// <summary>How often a GPU was registered for events.</summary>
    public long Registrations(int gpu) => Slot(RegistrationsOffset + 8 * gpu);

    /// <summary>Whether every reported event was taken.</summary>
    public bool AllTaken => Slot(EventsOffset + 40) == Slot(EventsOffset + 48);

    /// <summary>Lets a GPU report an XID, or another event.</summary>
    public void Report(int gpu, long xid, long type = XidEvent)
    {
        ref var reported = ref Slot(EventsOffset + 48);
        var at = QueueOffset + 24 * (int)(reported % EventQueue);
        (Slot(at), Slot(at + 8), Slot(at + 16)) = (gpu, type, xid);
        Volatile.Write(ref reported, reported + 1);
    }

    /// <summary>The bus id of a GPU in the format of nvidia-smi.</summary>
    public static string BusId(int gpu) => $"{gpu / 16:X8}:{0x01 + 0x10 * (gpu % 16):X2}:00.0";

    /// <summary>The UUID of a GPU.</summary>
    public static string Uuid(int gpu) => $"GPU-{gpu + 1:x8}-7a1c-4f0e-9b2d-5ca1ab1e{gpu:x4}";

    /// <summary>Renames a GPU.</summary>
    public void Name(int gpu, string name) => Write(Gpu(gpu), NameLength, name);

    /// <summary>Sets plausible values of a GPU that differ from those of the others.</summary>
    public void Reset(int gpu)
    {
        Write(Gpu(gpu), NameLength, "NVIDIA L40S");
        Write(Gpu(gpu) + NameLength, UuidLength, Uuid(gpu));
        Write(Gpu(gpu) + NameLength + UuidLength, VbiosLength, "95.02.66.00.01");
        Write(Gpu(gpu) + NameLength + UuidLength + VbiosLength, BusIdLength, BusId(gpu));
        foreach (var value in Enum.GetValues<NvmlValue>())
            this[gpu, value] = Plausible(gpu, value);
    }

    /// <summary>Lists its GPUs in <see cref="Procfs"/>, like the kernel driver.</summary>
    public void PlantProcfs(int gpus)
    {
        for (var i = 0; i < gpus; i++)
        {
            var folder = ProcfsFolder(i);
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "information"),
                $"Model: \t\t NVIDIA L40S\nIRQ:   \t\t 142\nGPU UUID: \t {Uuid(i)}\nVideo BIOS: \t 95.02.66.00.01\n"
                + $"Bus Type: \t PCIe\nBus Location: \t {BusId(i)[4..].ToLowerInvariant()}\nDevice Minor: \t {i}\n"
                + "GPU Excluded:\t No\n");
        }
    }

    /// <summary>Removes a GPU from the list of the kernel driver, as for a removed board.</summary>
    public void TakeFromProcfs(int gpu) => Directory.Delete(ProcfsFolder(gpu), recursive: true);

    /// <summary>Replaces the library, like an upgrade of the driver.</summary>
    public void Replace(params ReadOnlySpan<NvmlFunction> without)
    {
        var library = File.ReadAllBytes(NvmlStubBuild.Library);
        foreach (var function in without)
            Hide(library, function.ToString());
        var next = Library + ".next";
        File.WriteAllBytes(next, library);
        File.Move(next, Library, overwrite: true);
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        _folder.Dispose();
    }

    static long Plausible(int gpu, NvmlValue value) => value switch
    {
        NvmlValue.PowerInstant => 110_500 + 1_000 * gpu,
        NvmlValue.PowerAverage => 108_250 + 1_000 * gpu,
        NvmlValue.PowerUsage => 109_000 + 1_000 * gpu,
        NvmlValue.EnforcedPowerLimit => 350_000 - 5_000 * gpu,
        NvmlValue.PowerManagementLimit => 360_000 - 5_000 * gpu,
        NvmlValue.Energy => 7_654_321_000 + 1_000_000L * gpu,
        NvmlValue.Temperature => 47 + gpu,
        NvmlValue.Utilization => 10 + gpu,
        NvmlValue.MemoryUtilization => 3 + gpu,
        NvmlValue.EncoderUtilization => 60 + gpu,
        NvmlValue.DecoderUtilization => 30 + gpu,
        NvmlValue.MemoryTotal => 48_305_799_168,
        NvmlValue.MemoryReserved => 595_591_168,
        NvmlValue.MemoryUsed => 1_342_177_280 + 1_048_576L * gpu,
        NvmlValue.GraphicsClock => 2_520 - 15 * gpu,
        NvmlValue.SmClock => 2_505 - 15 * gpu,
        NvmlValue.MemoryClock => 9_001 - gpu,
        NvmlValue.VideoClock => 1_965 - 15 * gpu,
        NvmlValue.FanSpeed => 35 + gpu,
        NvmlValue.PerformanceState => 0,
        NvmlValue.PcieLinkGeneration => 4,
        NvmlValue.PcieLinkWidth => 16,
        NvmlValue.EncoderSessions => 2 + gpu,
        NvmlValue.EncoderFps => 240 + gpu,
        NvmlValue.EncoderLatency => 63_000 + 1_000 * gpu,
        NvmlValue.RecoveryAction => 0,
        NvmlValue.Throttle => 0x4,
        NvmlValue.EccCorrected => 1 + gpu,
        NvmlValue.EccUncorrected => 0,
        NvmlValue.Persistence => 1,
        NvmlValue.CapacityH264 or NvmlValue.CapacityHevc or NvmlValue.CapacityAv1 => 100,
        NvmlValue.JpegUtilization => 5 + gpu,
        NvmlValue.OfaUtilization => 7 + gpu,
        NvmlValue.MemoryTemperature => 57 + gpu,
        NvmlValue.PowerLimitDefault => 350_000 - 5_000 * gpu,
        NvmlValue.PowerLimitMin => 100_000,
        NvmlValue.PowerLimitMax => 355_000 - 5_000 * gpu,
        NvmlValue.ShutdownTemperature => 95,
        NvmlValue.SlowdownTemperature => 92,
        NvmlValue.MaxGraphicsClock => 2_625 - 15 * gpu,
        NvmlValue.MaxSmClock => 2_610 - 15 * gpu,
        NvmlValue.MaxMemoryClock => 9_101 - gpu,
        NvmlValue.MaxVideoClock => 2_025 - 15 * gpu,
        NvmlValue.PcieReplays => 2 + gpu,
        NvmlValue.PcieTransmitted => 123_456_789 + 1_000_000L * gpu,
        NvmlValue.PcieReceived => 9_876_543_210 + 1_000_000L * gpu,
        NvmlValue.ThrottlePowerCap => 4_251_825_415_000 + 1_000_000_000L * gpu,
        NvmlValue.ThrottleSyncBoost => 1_000_000_000L * gpu,
        NvmlValue.ThrottleSoftwareThermal => 12_500_000_000 + 1_000_000_000L * gpu,
        NvmlValue.ThrottleHardwareThermal => 250_000_000 + 1_000_000_000L * gpu,
        NvmlValue.ThrottlePowerBrake => 750_000_000 + 1_000_000_000L * gpu,
        NvmlValue.ThrottleFields => 251,
        NvmlValue.RetiredSingleBit => 4 + gpu,
        NvmlValue.RetiredDoubleBit => 1 + gpu,
        NvmlValue.RetiredPending => 0,
        NvmlValue.RemappedCorrectable => 3 + gpu,
        NvmlValue.RemappedUncorrectable => 2 + gpu,
        NvmlValue.RemappedPending => 1,
        NvmlValue.RemappedFailure => 0,
        NvmlValue.HighestField => -1,
        NvmlValue.PowerSamples or NvmlValue.EncoderSamples => 120,
        NvmlValue.PowerSampleTime or NvmlValue.EncoderSampleTime => 1_750_000_000_000_000,
        NvmlValue.PowerSamplePeak => 287_000 + 1_000 * gpu,
        NvmlValue.EncoderSamplePeak => 93 + gpu,
        NvmlValue.SampleFault => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "the stub has no value for it"),
    };

    /// <summary>Renames an exported function in the file without changing its length, and therefore any offset.</summary>
    static void Hide(byte[] library, string function)
    {
        var name = Encoding.ASCII.GetBytes($"\0{function}\0");
        var at = library.AsSpan().IndexOf(name);
        Assert.True(at >= 0, $"the stub has no {function}");
        library[at + 1] = (byte)'x';
    }

    string ProcfsFolder(int gpu) => Path.Combine(Procfs, "driver/nvidia/gpus", BusId(gpu)[4..].ToLowerInvariant());

    static int Function(NvmlFunction function) => FunctionsOffset + (int)function * FunctionSize;

    static int Gpu(int gpu) => GpusOffset + gpu * GpuSize;

    ref long Slot(int offset) => ref *(long*)(_control + offset);

    void Write(int offset, int length, string text)
    {
        var field = new Span<byte>(_control + offset, length);
        field.Clear();
        Encoding.UTF8.GetBytes(text, field[..^1]);
    }
}
