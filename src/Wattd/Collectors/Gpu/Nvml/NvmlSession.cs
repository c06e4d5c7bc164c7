using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>One initialisation of NVML, from its loading to its end; handles live as long.</summary>
sealed class NvmlSession : IDisposable
{
    /// <summary>How often a lost GPU is asked whether it is back: the asking itself can be slow.</summary>
    static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(5);

    readonly GpuOptions _options;
    readonly DriverGpus _driverGpus;
    readonly NvmlIdentities _known;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly NvmlLibrary _library;

    HashSet<string>? _boards;
    NvmlGpu[] _gpus = [];
    long _enumerated, _probed;

    /// <exception cref="SourceException">There is no NVML, or no driver behind it.</exception>
    public NvmlSession(GpuOptions options, NvmlIdentities known, TimeProvider time, ILogger logger)
    {
        (_options, _known, _time, _logger) = (options, known, time, logger);
        _driverGpus = new DriverGpus(options.ProcfsPath);
        _library = new NvmlLibrary(options.NvmlLibrary);
        if (_library.Init() is not (NvmlReturn.Success or NvmlReturn.AlreadyInitialized) and var code)
        {
            _library.Dispose();
            throw NvmlFailure.Of("nvmlInit_v2", code);
        }
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
    /// Whether the driver has a board that was added since this initialisation, one that was removed before included: NVML
    /// counts them once only. A GPU that is lost and stays in the driver's list is no reason to give up the others' session.
    /// </summary>
    public bool IsOutdated { get; private set; }

    /// <summary>Reads every GPU.</summary>
    /// <exception cref="SourceException">The library no longer speaks to the driver: the session is over.</exception>
    public GpuInventory Read(GpuReadings readings)
    {
        if (_time.GetElapsedTime(_enumerated) >= _options.DiscoveryInterval || IsOneBack())
            Enumerate();

        readings.Clear();
        foreach (var gpu in _gpus)
        {
            ref var reading = ref readings.Add();
            if (!gpu.IsLost)
                Read(gpu, ref reading);
        }
        return _known.Inventory;
    }

    /// <summary>Lets go of the driver and of the library.</summary>
    public void Dispose()
    {
        _library.Shutdown();
        _library.Dispose();
    }

    void Read(NvmlGpu gpu, ref GpuReading reading)
    {
        var query = new NvmlQuery(gpu.Handle);
        NvmlReadings.Fill(ref reading, _library, gpu.Identity, ref query);
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

    /// <summary>Where no GPU may be used, it is not the GPU that is gone but the driver.</summary>
    static bool AreAllDead(NvmlGpu[] gpus) => Array.TrueForAll(gpus, static gpu => gpu.Failure.IsDeadGpu);

    void Lose(NvmlGpu gpu, NvmlReturn code)
    {
        gpu.Failure = code;
        _probed = _time.GetTimestamp();
        _logger.GpuFailed(gpu.Index, gpu.Identity.BusId, (int)code, code);
    }

    /// <summary>Whether a lost GPU gives its handle again. That it also answers is not yet said.</summary>
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
    /// Compares the driver's list with the boards that have always been in it since this initialisation. One that was absent
    /// once counts as added when it is back. A board that goes and comes back between two looks is not noticed.
    /// </summary>
    void CompareBoards()
    {
        var boards = _driverGpus.BusIds();
        // A list that cannot be read says nothing.
        if (boards.Count == 0)
            return;
        _boards ??= [.. boards];
        IsOutdated = !_boards.IsSupersetOf(boards);
        _boards.IntersectWith(boards);
    }

    /// <summary>Takes stock anew: how many GPUs there are, which of them answer, and who they are.</summary>
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
        _gpus = [.. all.Where(gpu => gpu.Identity is not { BusId: "", Uuid: "" })];
        ImmutableArray<GpuIdentity> identities = [.. _gpus.Select(gpu => gpu.Identity)];
        if (count != _known.Inventory.Count || driverVersion != _known.Inventory.DriverVersion
            || !identities.SequenceEqual(_known.Inventory.Gpus))
            _known.Inventory = new GpuInventory("nvml", driverVersion, (int)count, identities);
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
