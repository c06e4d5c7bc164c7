using System.Collections.Immutable;

namespace Wattd.Collectors.Encodes.Splitting;

/// <summary>
/// By how much the counters of one kind of component have increased together. A counter that is absent for a while, such as one
/// that cannot be read, adds what it missed when it is back. Pure.
/// </summary>
/// <param name="kind">The kind of the components: <c>cpu</c>, <c>dram</c>, <c>gpu</c>.</param>
/// <param name="startsAtZero">
/// Whether the counters are 0 when wattd first sees the component, so that the first value of one is an increase. The counters
/// of a GPU started before wattd: there the first value is the base.
/// </param>
sealed class CounterIncrease(string kind, bool startsAtZero)
{
    readonly Dictionary<Component, Energy> _last = [];
    bool _wasWhole;

    /// <summary>The sum of the counters, as far as it was taken.</summary>
    public Energy Total { get; private set; }

    /// <summary>Takes the increase since the last call.</summary>
    /// <param name="energies">The counters that can be read; those of other kinds are ignored.</param>
    /// <param name="isWhole">Whether every counter that was ever seen is among them, before and now: only then is it the power of the whole.</param>
    /// <returns>Null if there is no counter of the kind.</returns>
    public Energy? Take(ImmutableArray<ComponentEnergy> energies, out bool isWhole)
    {
        var (increase, count, known) = (new Energy(0), 0, _last.Count);
        foreach (var (component, energy, _) in energies)
        {
            if (component.Kind != kind)
                continue;
            count++;
            if (_last.TryGetValue(component, out var before))
                increase += energy.Microjoules > before.Microjoules ? energy - before : default;
            else if (startsAtZero)
                increase += energy;
            _last[component] = energy;
        }
        isWhole = count == _last.Count && count == known && _wasWhole;
        _wasWhole = count == _last.Count;
        Total += increase;
        return count == 0 ? null : increase;
    }
}
