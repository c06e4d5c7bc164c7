using Prometheus;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>The series of a gauge for items that come and go with every sample; the series of an item that is gone is removed.</summary>
/// <param name="gauge">The gauge.</param>
/// <param name="labelsOf">The label values of an item.</param>
sealed class GaugeByKey<TKey>(Gauge gauge, Func<TKey, string[]> labelsOf)
    where TKey : notnull
{
    readonly Dictionary<TKey, (Gauge.Child Series, long Sample)> _items = [];
    long _sample;

    /// <summary>Shows the value of an item in the current sample; null shows none.</summary>
    public void Show(TKey item, double? value)
    {
        if (value is not { } known)
            return;
        var series = _items.TryGetValue(item, out var before) ? before.Series : gauge.WithLabels(labelsOf(item));
        series.Set(known);
        _items[item] = (series, _sample);
    }

    /// <summary>Ends the sample: what it did not show is removed.</summary>
    public void EndSample()
    {
        // Removing from a dictionary does not disturb its enumeration.
        foreach (var (item, (series, sample)) in _items)
        {
            if (sample == _sample)
                continue;
            series.Remove();
            _items.Remove(item);
        }
        _sample++;
    }
}
