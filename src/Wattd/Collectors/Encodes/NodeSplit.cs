using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Wattd.Collectors.Encodes.Splitting;

namespace Wattd.Collectors.Encodes;

/// <summary>The components of the node, and the shares of the encodes in each. Used by the thread of the sampler.</summary>
/// <param name="options">The settings.</param>
/// <param name="encodes">The encodes.</param>
/// <param name="logger">Where it is logged that an idle power has become known.</param>
sealed class NodeSplit(EncodesOptions options, EncodeTable encodes, ILogger logger)
{
    /// <summary>The places of the packages and of their memory.</summary>
    public const int Cpu = 0, Dram = 1;

    readonly List<ComponentSplit> _all =
    [
        new(ComponentSplit.Cpu, "", options.IdleWatts),
        new(ComponentSplit.Dram, "", null),
    ];

    ulong[] _uses = [], _shares = [];

    /// <summary>The components: packages, memory, then GPUs in the order in which they were seen.</summary>
    public IReadOnlyList<ComponentSplit> All => _all;

    /// <summary>The place of a GPU among the components.</summary>
    public int PlaceOf(string gpuId)
    {
        var place = _all.FindIndex(EncodeTable.FirstGpu, split => split.GpuId == gpuId);
        if (place >= 0)
            return place;
        _all.Add(new ComponentSplit(ComponentSplit.Gpu, gpuId, options.GpuIdleWatts));
        return _all.Count - 1;
    }

    /// <summary>Records what the machine has used before the first window.</summary>
    /// <param name="busy">Its processor time, in microseconds.</param>
    public void Begin(ulong busy)
    {
        _all[Cpu].Begin(busy);
        _all[Dram].Begin(busy);
    }

    /// <summary>Records that the counters of the packages and of their memory cannot be read now.</summary>
    public void LoseCpu()
    {
        _all[Cpu].Lose();
        _all[Dram].Lose();
    }

    /// <summary>Records that those of no GPU can.</summary>
    public void LoseGpus()
    {
        for (var place = EncodeTable.FirstGpu; place < _all.Count; place++)
            _all[place].Lose();
    }

    /// <summary>Cuts what a component has used since it was last cut, and gives each encode its share.</summary>
    /// <param name="place">The component.</param>
    /// <param name="energies">Its counters.</param>
    /// <param name="at">When they were read, since the sampler was created.</param>
    /// <param name="whole">What everything has used of it in total; null if unknown.</param>
    /// <param name="isIdle">Whether it had almost nothing to do since the last sample.</param>
    public void Cut(int place, ImmutableArray<ComponentEnergy> energies, TimeSpan at, ulong? whole, bool isIdle)
    {
        var count = encodes.All.Count;
        if (_uses.Length < count)
            (_uses, _shares) = (new ulong[count + 16], new ulong[count + 16]);
        for (var i = 0; i < count; i++)
            _uses[i] = encodes.All[i].Pending(place);
        var split = _all[place];
        if (!split.Cut(energies, at, _uses.AsSpan(0, count), whole, isIdle, _shares.AsSpan(0, count), out var hasLearned))
            return;
        for (var i = 0; i < count; i++)
            encodes.All[i].Add(place, _shares[i]);
        if (hasLearned && split.Floor.Watts is { } watts)
            logger.IdleLearned(split.GpuId.Length > 0 ? $"GPU {split.GpuId}" : split.Component, Math.Round(watts, 1));
    }
}
