namespace Wattd.Collectors.Cpu.Metering;

/// <summary>Folds a counter that wraps into an energy that never decreases or jumps. Pure: it reads nothing itself.</summary>
sealed class EnergyFold
{
    /// <summary>
    /// No zone of any machine draws this much, in watts: the largest packages draw 500, whole platforms a few thousand.
    /// A larger step is not consumption, in either direction.
    /// </summary>
    public const double MostWatts = 10_000;

    /// <summary>
    /// What a counter may gain at once, in joules, in any time: psys of servers counts whole joules, and QEMU updates
    /// its virtual counters once a second.
    /// </summary>
    public const double MostJoulesAtOnce = 1_000;

    /// <summary>What a zone is assumed to draw between two reads, in watts, unless a higher power was measured.</summary>
    public const double UnseenWatts = 1_000;

    /// <summary>
    /// The smallest range of the known processors: AMD Zen, 2³² − 1 steps of 15.258 µJ. It bounds a gap when the range
    /// cannot be read.
    /// </summary>
    public const ulong LeastRange = 65_532_610_987;

    ulong? _before;

    /// <summary>The energy since the first read.</summary>
    public Energy Total { get; private set; }

    /// <summary>How often the counter wrapped.</summary>
    public long Wraps { get; private set; }

    /// <summary>The next read is not compared with the last: counting continues from it.</summary>
    public void Restart() => _before = null;

    /// <summary>Counts one read. For any result, the next read is compared with this one.</summary>
    /// <param name="now">The counter's value, in microjoules.</param>
    /// <param name="range">The value after which it starts from 0 again (<c>max_energy_range_uj</c>); null if that cannot be read.</param>
    /// <param name="gap">Time since the previous read.</param>
    /// <param name="recent">The zone's last measured power; zero before the first and after a step that was dropped.</param>
    public EnergyStep Add(ulong now, ulong? range, TimeSpan gap, Power recent)
    {
        if (_before is not { } before)
        {
            _before = now;
            return EnergyStep.Started;
        }
        _before = now;

        var conceivable = Math.Max(UnseenWatts, 2 * recent.Watts) * gap.TotalSeconds * 1e6;
        if (conceivable > (range ?? LeastRange))
            return EnergyStep.Gap;

        var wrapped = now < before;
        if (wrapped && range is null)
            return EnergyStep.RangeUnreadable;

        // A counter above its range that decreased did not wrap: the range is wrong.
        if (wrapped && before > range)
            return EnergyStep.CounterReset;

        var spent = wrapped ? range!.Value - before + now : now - before;
        if (spent > ((MostWatts * gap.TotalSeconds) + MostJoulesAtOnce) * 1e6)
            return EnergyStep.CounterReset;

        Total += new Energy(spent);
        if (!wrapped)
            return EnergyStep.Counted;
        Wraps++;
        return EnergyStep.Wrapped;
    }
}

/// <summary>The result of one read of a counter for the counted energy.</summary>
enum EnergyStep
{
    /// <summary>The first read, or the first after a restart: there is nothing to compare with yet.</summary>
    Started,

    /// <summary>The counter advanced.</summary>
    Counted,

    /// <summary>The counter advanced and wrapped once.</summary>
    Wrapped,

    /// <summary>The counter decreased and its range is unknown; the step is dropped.</summary>
    RangeUnreadable,

    /// <summary>The last read was so long ago that a wrap may be unnoticed; the step is dropped.</summary>
    Gap,

    /// <summary>The counter changed by more than is possible in the time; the step is dropped.</summary>
    CounterReset,
}
