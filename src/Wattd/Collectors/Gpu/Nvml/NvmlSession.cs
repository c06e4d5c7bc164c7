using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Metering;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>One initialisation of NVML, from load to unload; handles are valid for the same time.</summary>
sealed class NvmlSession : IDisposable
{
    /// <summary>How often to check whether a lost GPU is back: the call itself can be slow.</summary>
    static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(5);

    readonly GpuOptions _options;
    readonly DriverGpus _driverGpus;
    readonly NvmlIdentities _known;
    readonly ByGpu<NvmlGpuState> _states;
    readonly NvmlSampleBuffer? _samples;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly NvmlLibrary _library;
    readonly GpuProcessDemand _demand;
    readonly NvmlProcesses _processes;

    HashSet<string>? _boards;
    NvmlGpu[] _gpus = [];
    long _enumerated, _probed;
    ImmutableArray<(nint Handle, GpuIdentity Identity)> _watched = [];

    /// <param name="options">The GPU settings.</param>
    /// <param name="kept">What is kept of the GPUs over sessions.</param>
    /// <param name="demand">Whether to read their processes.</param>
    /// <param name="time">The monotonic clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="xids">Where XIDs are counted; null if nobody asks for them.</param>
    /// <exception cref="SourceException">There is no NVML, or no driver for it.</exception>
    public NvmlSession(
        GpuOptions options, NvmlKept kept, GpuProcessDemand demand, TimeProvider time, ILogger logger, GpuXids? xids = null)
    {
        (_options, _known, _states, _demand, _time, _logger) = (options, kept.Identities, kept.States, demand, time, logger);
        _samples = options.PeakWindow is { } window ? new NvmlSampleBuffer(window) : null;
        _driverGpus = new DriverGpus(options.ProcfsPath);
        _library = new NvmlLibrary(options.NvmlLibrary, options.InContainer);
        _processes = new NvmlProcesses(_library, time);
        if (_library.Init() is not (NvmlReturn.Success or NvmlReturn.AlreadyInitialized) and var code)
        {
            _library.Dispose();
            throw NvmlFailure.Of("nvmlInit_v2", code);
        }
        if (xids is not null)
            XidWatch = new NvmlXidWatch(_library, xids, options.Timeout, time, logger);
        try
        {
            Enumerate();
            logger.Opened(_known.Inventory.DriverVersion, _known.Inventory.Count);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether the driver has a board that was added after this initialisation, including one that was removed before:
    /// NVML counts boards only once. A lost GPU that stays in the driver's list does not end the session of the others.
    /// </summary>
    public bool IsOutdated { get; private set; }

    /// <summary>What asks for XIDs; null if nobody does. It may still be in a call when the session is disposed of.</summary>
    public NvmlXidWatch? XidWatch { get; }

    /// <summary>Reads every GPU.</summary>
    /// <exception cref="SourceException">The library no longer matches the driver: the session is over.</exception>
    public GpuInventory Read(GpuReadings readings)
    {
        if (_time.GetElapsedTime(_enumerated) >= _options.DiscoveryInterval || IsOneBack())
            Enumerate();
        XidWatch?.ReportHang();

        readings.Clear();
        var isWithProcesses = _demand.IsWanted;
        foreach (var gpu in _gpus)
        {
            ref var reading = ref readings.Add();
            if (!gpu.IsLost)
                Read(gpu, isWithProcesses, ref reading);
        }
        return _known.Inventory;
    }

    /// <summary>Releases the driver and the library; if a call for XIDs does not return, that happens when it does.</summary>
    public void Dispose()
    {
        XidWatch?.Dispose();
        _library.Release();
    }

    void Read(NvmlGpu gpu, bool isWithProcesses, ref GpuReading reading)
    {
        var query = new NvmlQuery(gpu.Handle);
        NvmlReadings.Fill(ref reading, _library, gpu, _samples, ref query);
        _processes.Fill(ref reading, gpu.State.Processes, isWithProcesses, ref query);
        reading.Up = query.Failure == NvmlReturn.Success;
        if (reading.Up)
            return;

        reading = default;
        if (query.Failure.IsDeadGeneration)
            throw NvmlFailure.Of($"reading GPU {gpu.Identity.BusId}", query.Failure);
        Lose(gpu, query.Failure);
        if (AreAllDead(_gpus))
            throw NvmlFailure.Of($"reading GPU {gpu.Identity.BusId}", query.Failure);
    }

    /// <summary>If no GPU may be used, the driver is gone and not the GPUs.</summary>
    static bool AreAllDead(NvmlGpu[] gpus) => Array.TrueForAll(gpus, static gpu => gpu.Failure.IsDeadGpu);

    void Lose(NvmlGpu gpu, NvmlReturn code)
    {
        gpu.Failure = code;
        gpu.State.Restart();
        _probed = _time.GetTimestamp();
        _logger.GpuFailed(gpu.Index, gpu.Identity.BusId, (int)code, code);
    }

    /// <summary>Whether a lost GPU returns its handle again. It may still not respond.</summary>
    bool IsOneBack()
    {
        var probe = false;
        foreach (var gpu in _gpus)
            probe |= gpu.IsLost;
        if (!probe || _time.GetElapsedTime(_probed) < ProbeInterval)
            return false;

        _probed = _time.GetTimestamp();
        CompareBoards();
        foreach (var gpu in _gpus)
            if (gpu.IsLost && _library.Handle(gpu.Index, out _) == NvmlReturn.Success)
                return true;
        return false;
    }

    /// <summary>
    /// Compares the driver's list with the boards that have been in it since this initialisation. A board that was
    /// absent once counts as added when it is back. A board that goes and comes back between two checks is not noticed.
    /// </summary>
    void CompareBoards()
    {
        var boards = _driverGpus.BusIds();
        // A list that cannot be read gives no result.
        if (boards.Count == 0)
            return;
        _boards ??= [.. boards];
        IsOutdated = !_boards.IsSupersetOf(boards);
        _boards.IntersectWith(boards);
    }

    /// <summary>Counts the GPUs again, and reads which of them answer and their identities.</summary>
    void Enumerate()
    {
        if (_library.Count(out var count) is not NvmlReturn.Success and var code)
            throw NvmlFailure.Of("nvmlDeviceGetCount_v2", code);
        if (count > Plausible.MostGpus)
            throw NvmlFailure.Count(count);
        _enumerated = _probed = _time.GetTimestamp();
        CompareBoards();

        var all = new NvmlGpu[count];
        for (var i = 0; i < all.Length; i++)
            all[i] = Find(i);
        if (count > 0 && AreAllDead(all))
            throw NvmlFailure.Of("nvmlDeviceGetHandleByIndex_v2", all[0].Failure);
        NameTheLost(all);

        var driverVersion = _library.DriverVersion();
        var before = _gpus;
        _gpus = [.. all.Where(gpu => gpu.Identity is not { BusId: "", Uuid: "" })];
        ImmutableArray<GpuIdentity> identities = [.. _gpus.Select(gpu => gpu.Identity)];
        if (count != _known.Inventory.Count || driverVersion != _known.Inventory.DriverVersion
            || !identities.SequenceEqual(_known.Inventory.Gpus))
            _known.Inventory = new GpuInventory("nvml", driverVersion, (int)count, identities);

        var states = _states.Of(_known.Inventory);
        for (var i = 0; i < _gpus.Length; i++)
            Prepare(_gpus[i], states[i]);
        if (_gpus.Length > 0 && AreAllDead(_gpus))
            throw NvmlFailure.Of($"limits of GPU {_gpus[0].Identity.BusId}", _gpus[0].Failure);
        WatchForXids(before);
    }

    /// <summary>Reads what is read of a GPU at each enumeration only.</summary>
    void Prepare(NvmlGpu gpu, NvmlGpuState state)
    {
        gpu.State = state;
        state.Join(this);
        if (gpu.IsLost)
        {
            state.Restart();
            return;
        }
        var query = new NvmlQuery(gpu.Handle);
        NvmlLimits.Fill(ref gpu.Lasting, _library, ref query);
        if (_samples is not null)
        {
            state.Power.Find(_library, _samples, ref query);
            state.Encoder.Find(_library, _samples, ref query);
        }
        gpu.Failure = query.Failure;
        if (gpu.Failure.IsDeadGeneration)
            throw NvmlFailure.Of($"limits of GPU {gpu.Identity.BusId}", gpu.Failure);
    }

    /// <summary>Registers the working GPUs for XIDs, all of them again if one is new or was lost: a reset ends its registration.</summary>
    void WatchForXids(NvmlGpu[] before)
    {
        if (XidWatch is null)
            return;
        ImmutableArray<(nint Handle, GpuIdentity Identity)> working =
            [.. _gpus.Where(gpu => !gpu.IsLost).Select(gpu => (gpu.Handle, gpu.Identity))];
        var isOneBack = Array.Exists(before, gpu => gpu.IsLost && working.Any(now => now.Identity.Index == gpu.Index));
        if (!isOneBack && working.SequenceEqual(_watched))
            return;
        _watched = working;
        XidWatch.Watch(working);
    }

    NvmlGpu Find(int index)
    {
        var code = _library.Handle(index, out var handle);
        if (code.IsDeadGeneration)
            throw NvmlFailure.Of($"nvmlDeviceGetHandleByIndex_v2({index})", code);
        var gpu = new NvmlGpu(index, handle, code);
        if (!gpu.IsLost)
        {
            var query = new NvmlQuery(handle);
            gpu.Identity = NvmlIdentity.Read(_library, index, ref query);
            gpu.Failure = query.Failure;
            if (gpu.Failure.IsDeadGeneration)
                throw NvmlFailure.Of($"identity of GPU {index}", gpu.Failure);
        }
        return gpu;
    }

    void NameTheLost(NvmlGpu[] all)
    {
        var onBus = _driverGpus.List();
        var taken = new HashSet<string>();
        foreach (var gpu in all)
        {
            if (gpu.Identity.BusId.Length == 0)
                continue;
            taken.Add(gpu.Identity.BusId);
            if (gpu.IsLost)
                gpu.Identity = _known.Recall(gpu.Identity, onBus);
            else
                _known.Remember(gpu.Identity);
        }
        foreach (var gpu in all)
        {
            if (gpu.Identity.BusId.Length == 0 && _known.Guess(gpu.Index, taken, onBus) is { } guess)
            {
                gpu.Identity = gpu.IsLost ? guess : gpu.Identity with { BusId = guess.BusId };
                taken.Add(guess.BusId);
            }
        }
    }
}
