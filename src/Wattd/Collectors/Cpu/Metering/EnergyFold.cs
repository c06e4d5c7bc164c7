namespace Wattd.Collectors.Cpu.Metering;

/// <summary>Makes one energy that never goes back or jumps out of a counter that wraps. Pure: it reads nothing itself.</summary>
sealed class EnergyFold
{
    /// <summary>
    /// No zone of any machine draws this much, in watts: the largest packages draw 500, whole platforms a few thousand.
    /// A step that means more is no consumption, whichever way the counter went.
    /// </summary>
    public const double MostWatts = 10_000;

    /// <summary>
    /// What a counter may gain at once, in joules, however short the time: psys of servers counts whole joules, and
    /// QEMU brings its virtual counters up to date once a second.
    /// </summary>
    public const double MostJoulesAtOnce = 1_000;

    /// <summary>What a zone may draw unseen between two reads, in watts, where nothing says that it draws more.</summary>
    public const double UnseenWatts = 1_000;

    /// <summary>The smallest range of the known processors: AMD Zen, 2³² − 1 steps of 15.258 µJ. It bounds a gap where the range cannot be read.</summary>
    public const ulong LeastRange = 65_532_610_987;

    ulong? _before;

    /// <summary>Counted since the first read.</summary>
    public Energy Total { get; private set; }

    /// <summary>How often the counter wrapped.</summary>
    public long Wraps { get; private set; }

    /// <summary>The next read is not comparable with the last: count on from it.</summary>
    public void StartAnew() => _before = null;

    /// <summary>Counts one read. Whatever the answer, the next read is compared with this one.</summary>
    /// <param name="now">What the counter says, in microjoules.</param>
    /// <param name="range">The value after which it starts from 0 again (<c>max_energy_range_uj</c>); null where that cannot be read.</param>
    /// <param name="gap">Time since the read before.</param>
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

        // A counter beyond its range went back, and that was no wrap: the range is not its own.
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
