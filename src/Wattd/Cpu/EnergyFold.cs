namespace Wattd.Cpu;

/// <summary>Makes one energy that never goes back out of a counter that wraps. Pure: it reads nothing itself.</summary>
sealed class EnergyFold
{
    /// <summary>A wrap that means more power than this, in watts, is no wrap: no zone of any machine reaches it.</summary>
    public const double MostWatts = 100_000;

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

    /// <summary>Counts one read.</summary>
    /// <param name="now">What the counter says, in microjoules.</param>
    /// <param name="range">The value after which it starts from 0 again (<c>max_energy_range_uj</c>); null where that cannot be read.</param>
    /// <param name="gap">Time since the read before.</param>
    /// <param name="recent">The zone's last measured power; zero before the first.</param>
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

        if (now >= before)
        {
            Total += new Energy(now - before);
            return EnergyStep.Counted;
        }

        // A counter beyond its range shows that the range is not its own.
        if (range is not { } wrap || before > wrap)
            return EnergyStep.RangeUnreadable;

        var spent = wrap - before + now;
        if (spent > MostWatts * gap.TotalSeconds * 1e6)
            return EnergyStep.CounterReset;

        Total += new Energy(spent);
        Wraps++;
        return EnergyStep.Wrapped;
    }
}
