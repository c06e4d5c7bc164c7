using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Processes;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Encodes;

/// <summary>
/// Cuts the energy of each GPU by the use of its engines: a process weighs what it uses of the multiprocessors, the encoder and
/// the decoder. No model of the power of each engine is known, so the shares are shares, and no watts of an engine. While no
/// engine is used, the encodes that hold a session or memory keep the card awake, and get equal parts.
/// </summary>
/// <param name="feed">The samples of the GPU collector.</param>
/// <param name="activity">Which GPUs were used in samples that are not cut.</param>
/// <param name="split">The components of the node.</param>
/// <param name="encodes">The encodes.</param>
/// <param name="owners">Whose a process is.</param>
/// <param name="status">Where failures are counted.</param>
/// <param name="logger">Where changes of state are logged.</param>
sealed class GpuSplits(
    GpuFeed feed, GpuActivity activity, NodeSplit split, EncodeTable encodes, ProcessOwners owners, CollectorStatus status, ILogger logger)
{
    // A request for the processes is answered in the next sample of the GPU collector, not in the newest.
    const int SamplesUntilAnswer = 3;
    const double UnitsPerPercent = 1000;

    readonly GpuComponents _components = new();
    readonly Dictionary<int, ulong> _whole = [];
    readonly Dictionary<int, int> _unanswered = [];
    readonly Dictionary<Encode, EngineUse> _engines = [];
    readonly HashSet<Encode> _holders = [];
    // Since the last sample that was cut.
    GpuActivity.UsedGpus _used;

    /// <summary>When the newest sample that was cut was taken, a <see cref="TimeProvider.GetTimestamp"/> value; 0 before the first.</summary>
    public long LastCut { get; private set; }

    /// <summary>Whether a process held an encoder session in that sample.</summary>
    public bool HasSessions { get; private set; }

    /// <summary>Asks for what each process uses, or no longer.</summary>
    public void Ask(bool isWanted) => feed.Processes.IsAsked = isWanted;

    /// <summary>Looks again for processes whose encode was not found: there may be room for it by now.</summary>
    public void LookAgain() => owners.LookAgain();

    /// <summary>Cuts the newest sample, if it has not been cut.</summary>
    /// <param name="started">How many encodes have started so far.</param>
    /// <param name="since">The time of a timestamp since the sampler was created.</param>
    public void Cut(long started, Func<long, TimeSpan> since)
    {
        _used = _used.And(activity.Take());
        if (!feed.Status.IsFresh || feed.Latest.Read() is not { } sample)
        {
            split.LoseGpus();
            HasSessions = false;
            return;
        }
        if (sample.Timestamp == LastCut)
            return;
        LastCut = sample.Timestamp;
        // Those in the sample are measured again below.
        split.LoseGpus();
        owners.Begin(started);
        foreach (var encode in encodes.All)
            encode.GpuPercent = null;
        var components = _components.In(sample.Inventory);
        for (var i = 0; i < sample.Readings.Length; i++)
            Cut(sample.Inventory.Gpus[i].BusId, sample.Readings[i], components[i], since(sample.Timestamp), _used.Has(i));
        _used = default;
        owners.End();
        HasSessions = sample.Readings.Any(reading => reading.EncoderSessions > 0);
    }

    void Cut(string gpuId, in GpuReading reading, Component component, TimeSpan at, bool wasUsed)
    {
        var place = split.PlaceOf(gpuId);
        var isIdle = !wasUsed && GpuActivity.IsIdle(reading);
        var whole = Weigh(place, reading, GpuActivity.IsUsed(reading), gpuId);
        ImmutableArray<ComponentEnergy> energies = reading is { Up: true, EnergyJoules: { } joules }
            ? [new ComponentEnergy(component, Energy.FromJoules(joules))]
            : [];
        split.Cut(place, energies, at, whole, isIdle);
    }

    /// <summary>Adds the use of each encode.</summary>
    /// <returns>The use of all processes so far; null if it is unknown.</returns>
    ulong? Weigh(int place, in GpuReading reading, bool isUsed, string gpuId)
    {
        _engines.Clear();
        _holders.Clear();
        foreach (var session in reading.EncoderSessionList ?? [])
        {
            if (session.Pid != 0 && owners.Of(session.Pid, holdsSession: true) is { } encode)
                _holders.Add(encode);
        }
        if (reading.Processes is not { } processes || processes.Any(process => process.Engines is null))
        {
            Complain(place, gpuId, isUsed);
            return null;
        }
        _unanswered[place] = 0;

        ulong all = 0;
        foreach (var process in processes)
        {
            var use = process.Engines!.Value;
            var weight = (ulong)((use.Sm + use.Encoder + use.Decoder) * UnitsPerPercent);
            all += weight;
            if (owners.Of(process.Pid, holdsSession: false) is not { } encode)
                continue;
            _holders.Add(encode);
            encode.UseGpu(place, weight);
            var before = _engines.GetValueOrDefault(encode);
            _engines[encode] = new EngineUse(before.Sm + use.Sm, 0, before.Encoder + use.Encoder, before.Decoder + use.Decoder);
        }
        foreach (var (encode, use) in _engines)
            encode.GpuPercent = (encode.GpuPercent ?? 0) + Math.Min(100, Math.Max(use.Sm, Math.Max(use.Encoder, use.Decoder)));
        if (all == 0)
        {
            foreach (var encode in _holders)
                encode.UseGpu(place, 1);
            all = (ulong)_holders.Count;
        }
        return _whole[place] = _whole.GetValueOrDefault(place) + all;
    }

    /// <summary>The driver does not say which process uses what, although it is asked to: MIG, vGPU, nvidia-smi.</summary>
    void Complain(int place, string gpuId, bool isUsed)
    {
        if (!feed.Processes.IsAsked || !isUsed)
            return;
        _unanswered[place] = _unanswered.GetValueOrDefault(place) + 1;
        if (_unanswered[place] < SamplesUntilAnswer)
            return;
        status.Failed(EncodesFailure.NoGpuProcesses);
        if (_unanswered[place] == SamplesUntilAnswer)
            logger.GpuProcessesUnknown(gpuId);
    }
}
