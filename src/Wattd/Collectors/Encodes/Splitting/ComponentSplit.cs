using System.Collections.Immutable;

namespace Wattd.Collectors.Encodes.Splitting;

/// <summary>
/// The energy of one component, cut into its parts from one good sample to the next: a window in which nothing could be read is
/// cut together with the one after it. Pure.
/// </summary>
/// <param name="component">What it is: <c>cpu</c>, <c>dram</c>, <c>gpu</c>.</param>
/// <param name="gpuId">The label <c>gpu_id</c>; empty for the others.</param>
/// <param name="idleWatts">Its idle power in the settings; null: it is learned.</param>
sealed class ComponentSplit(string component, string gpuId, double? idleWatts)
{
    readonly CounterIncrease _counters = new(component, startsAtZero: component != Gpu);
    TimeSpan _at;
    ulong _whole;

    /// <summary>The packages.</summary>
    public const string Cpu = "cpu";

    /// <summary>Their memory.</summary>
    public const string Dram = "dram";

    /// <summary>The board of a GPU.</summary>
    public const string Gpu = "gpu";

    /// <summary>What it is: <see cref="Cpu"/>, <see cref="Dram"/> or <see cref="Gpu"/>.</summary>
    public string Component => component;

    /// <summary>The label <c>gpu_id</c>; empty for the others.</summary>
    public string GpuId => gpuId;

    /// <summary>Its idle power.</summary>
    public IdleFloor Floor { get; } = new(idleWatts);

    /// <summary>Its energy since the split began, in parts; null while it has never been measured.</summary>
    public SplitParts? Totals { get; private set; }

    /// <summary>By how much its counters have increased in total.</summary>
    public Energy Measured => _counters.Total;

    /// <summary>Whether its counters can be read.</summary>
    public bool IsMeasured { get; private set; }

    /// <summary>Records what everything has used of it before the first window.</summary>
    public void Begin(ulong whole) => _whole = whole;

    /// <summary>Records that its counters cannot be read now; what they count meanwhile is cut with the next sample.</summary>
    public void Lose() => IsMeasured = false;

    /// <summary>Cuts what was measured since the last time.</summary>
    /// <param name="energies">The counters; those of other components are ignored.</param>
    /// <param name="at">When they were read, since the sampler was created; never before the last time.</param>
    /// <param name="uses">What each encode used of the component since it was last cut.</param>
    /// <param name="whole">What everything has used of it in total; null if that is unknown, and then no encode gets a share.</param>
    /// <param name="isIdle">Whether it had almost nothing to do since the last sample.</param>
    /// <param name="shares">Gets the share of each encode, in microjoules.</param>
    /// <param name="hasLearned">Whether its idle power has become known.</param>
    /// <returns>False if its counters cannot be read: the uses count the next time.</returns>
    public bool Cut(
        ImmutableArray<ComponentEnergy> energies, TimeSpan at, ReadOnlySpan<ulong> uses, ulong? whole, bool isIdle, Span<ulong> shares,
        out bool hasLearned)
    {
        hasLearned = false;
        var measured = _counters.Take(energies, out var isWhole);
        IsMeasured = measured is not null;
        if (measured is not { } increase)
        {
            // Before the first counter there is no energy that the uses could be for.
            if (Totals is null)
                (_at, _whole) = (at, whole ?? _whole);
            shares.Clear();
            return Totals is null;
        }
        var span = at - _at;
        hasLearned = Floor.Learn(span, increase.Microjoules, isIdle && isWhole);
        shares.Clear();
        var given = whole is null ? [] : uses;
        Totals = (Totals ?? default)
            + EnergySplit.Cut(increase.Microjoules, Floor.Over(span), given, whole > _whole ? whole.Value - _whole : 0, shares);
        (_at, _whole) = (at, whole ?? _whole);
        return true;
    }
}
