namespace Wattd.Collectors.Sampling;

/// <summary>
/// Remembers values of items that come and go, by identity. Only a few items that are gone are kept, so that a stream
/// of new items does not grow memory.
/// </summary>
/// <typeparam name="TKey">Identifies an item.</typeparam>
/// <typeparam name="TValue">What is remembered of an item.</typeparam>
sealed class RecentlySeen<TKey, TValue>
    where TKey : notnull
{
    /// <summary>How many items that are gone are remembered, in addition to those that are present.</summary>
    public const int MostGone = 64;

    readonly Dictionary<TKey, (TValue Value, long Seen)> _items = [];
    long _clock;

    /// <summary>How many items are remembered.</summary>
    public int Count => _items.Count;

    /// <summary>What is remembered of each item, in no order.</summary>
    public IEnumerable<TValue> Values => _items.Values.Select(item => item.Value);

    /// <summary>What is remembered of an item, or the default.</summary>
    public TValue? Get(TKey key) => _items.TryGetValue(key, out var item) ? item.Value : default;

    /// <summary>Records that an item is present, and what to remember of it.</summary>
    public void See(TKey key, TValue value) => _items[key] = (value, ++_clock);

    /// <summary>
    /// Forgets the items that were not seen for the longest time. Call it when all present items have been seen.
    /// </summary>
    /// <param name="present">How many items are present.</param>
    public void ForgetOldest(int present)
    {
        while (_items.Count > present + MostGone)
            _items.Remove(_items.MinBy(item => item.Value.Seen).Key);
    }
}
