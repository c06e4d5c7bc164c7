using System.Collections.Immutable;
using Wattd.Collectors;

namespace Wattd.Commands.Measure.Meters;

/// <summary>Reads the energy of one collector's components. Used by one thread at a time.</summary>
interface IEnergySource : IDisposable
{
    /// <summary>The collector: <c>cpu</c>.</summary>
    string Collector { get; }

    /// <summary>What is read: <c>hardware</c>, <c>daemon</c>, <c>simulation</c>.</summary>
    string Name { get; }

    /// <summary>How often it is worth reading. It may change after a read.</summary>
    TimeSpan Interval { get; }

    /// <summary>Reads every component now.</summary>
    /// <returns>Those that could be read.</returns>
    ImmutableArray<ComponentEnergy> Read();

    /// <summary>What went wrong since it was opened, by reason.</summary>
    IEnumerable<(string Reason, long Count)> Failures { get; }

    /// <summary>Whether a thread is stuck in a driver: the process must then end without its exit handlers.</summary>
    bool HasHungCall => false;
}
