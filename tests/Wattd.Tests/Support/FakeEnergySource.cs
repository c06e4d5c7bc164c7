using System.Collections.Immutable;
using Wattd.Collectors;
using Wattd.Commands.Measure.Meters;

namespace Wattd.Tests.Support;

/// <summary>A collector whose readings the test sets. It is read only when it is asked to: its grid is an hour.</summary>
sealed class FakeEnergySource(string collector) : IEnergySource
{
    /// <summary>What the next read returns.</summary>
    public ImmutableArray<ComponentEnergy> Next { get; set; } = [];

    /// <summary>What went wrong.</summary>
    public Dictionary<string, long> Failed { get; } = [];

    /// <summary>Whether it was released.</summary>
    public bool IsDisposed { get; private set; }

    public string Collector => collector;

    public string Name => "hardware";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public IEnumerable<(string Reason, long Count)> Failures => Failed.Select(failure => (failure.Key, failure.Value));

    public ImmutableArray<ComponentEnergy> Read() => Next;

    /// <summary>Sets the next reading of each component, in joules.</summary>
    public void Shows(params ImmutableArray<(Component Component, double Joules)> readings) =>
        Next = [.. readings.Select(reading => new ComponentEnergy(reading.Component, Energy.FromJoules(reading.Joules)))];

    public void Dispose() => IsDisposed = true;
}
