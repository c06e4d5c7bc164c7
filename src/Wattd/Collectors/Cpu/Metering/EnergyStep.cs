namespace Wattd.Collectors.Cpu.Metering;

/// <summary>What one read of a counter meant for the energy counted so far.</summary>
enum EnergyStep
{
    /// <summary>The first read, or the first after a new start: nothing to compare with yet.</summary>
    Started,

    /// <summary>The counter went on.</summary>
    Counted,

    /// <summary>The counter went on through one wrap.</summary>
    Wrapped,

    /// <summary>The counter went back and its range is not known; the step is dropped.</summary>
    RangeUnreadable,

    /// <summary>The last read was so long ago that a wrap may have gone unseen; the step is dropped.</summary>
    Gap,

    /// <summary>The counter went further than is possible in the time, forward or back; the step is dropped.</summary>
    CounterReset,
}
