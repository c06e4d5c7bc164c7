namespace Wattd.Collectors.Sampling;

/// <summary>
/// What is remembered of items that come and go, by their identity: of those that are gone only so many, so that items
/// that are new each time cost no more memory than a few.
/// </summary>
/// <typeparam name="TKey">What tells one item from another.</typeparam>
/// <typeparam name="TValue">What is remembered of it.</typeparam>
sealed class RecentlySeen<TKey, TValue>
    where TKey : notnull
{
    /// <summary>How many that are gone are remembered beside those that are there.</summary>
    public const int MostGone = 64;

    readonly Dictionary<TKey, (TValue Value, long Seen)> _items = [];
    long _clock;

    /// <summary>How many are remembered.</summary>
    public int Count => _items.Count;

    /// <summary>What is remembered of each, in no order.</summary>
    public IEnumerable<TValue> Values => _items.Values.Select(item => item.Value);

    /// <summary>What is remembered of an item; the default where that is nothing.</summary>
    public TValue? Get(TKey key) => _items.TryGetValue(key, out var item) ? item.Value : default;

    /// <summary>Notes that an item is there, and what is to be remembered of it.</summary>
    public void See(TKey key, TValue value) => _items[key] = (value, ++_clock);

    /// <summary>Forgets those that were not seen for longest. To be called when all that are there have been seen.</summary>
    /// <param name="present">How many are there.</param>
    public void ForgetOldest(int present)
    {
        while (_items.Count > present + MostGone)
            _items.Remove(_items.MinBy(item => item.Value.Seen).Key);
    }
}
