namespace Wattd.Metrics;

/// <summary>The series of a collector's items (zones, GPUs), which come and go.</summary>
/// <typeparam name="TKey">Identifies an item by its labels.</typeparam>
/// <typeparam name="TSeries">The series of one item.</typeparam>
sealed class ItemSeries<TKey, TSeries>
    where TKey : notnull
    where TSeries : IRemovableSeries
{
    readonly Dictionary<TKey, TSeries> _items = [];
    readonly HashSet<TKey> _present = [];

    /// <summary>The series of a present item.</summary>
    public TSeries this[TKey item] => _items[item];

    /// <summary>Removes the series of the items that are gone.</summary>
    /// <param name="present">The present items.</param>
    public void Keep(IEnumerable<TKey> present)
    {
        _present.Clear();
        _present.UnionWith(present);
        foreach (var (item, series) in _items)
        {
            if (_present.Contains(item))
                continue;
            series.Remove();
            _items.Remove(item);
        }
    }

    /// <summary>The series of an item, created if it is new.</summary>
    public TSeries Of(TKey item, Func<TSeries> make) => _items.TryGetValue(item, out var known) ? known : _items[item] = make();
}

/// <summary>Series that can be removed from the page.</summary>
interface IRemovableSeries
{
    /// <summary>Removes them from the page.</summary>
    void Remove();
}
