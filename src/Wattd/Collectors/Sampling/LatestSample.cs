namespace Wattd.Collectors.Sampling;

/// <summary>
/// The newest sample of one collector. One thread publishes, any number read; neither ever waits for the other, and
/// publishing allocates nothing.
/// </summary>
/// <remarks>
/// A <see cref="SequenceLock"/> keeps samples whole. The device is never touched by a reader.
/// </remarks>
/// <typeparam name="TInventory">What is there (zones, GPUs): immutable, replaced when it changes.</typeparam>
/// <typeparam name="TReading">What one item of the inventory says; reading i belongs to item i.</typeparam>
sealed class LatestSample<TInventory, TReading>
    where TInventory : class
    where TReading : struct
{
    SequenceLock _lock;
    long _timestamp;
    TInventory? _inventory;
    TReading[] _readings = [];
    int _count;

    /// <summary>Changes with every published sample; even when nothing is being written, 0 before the first.</summary>
    public long Version => _lock.Version;

    /// <summary>Hears of every sample after it is published. Set before the first.</summary>
    public ISampleListener<TInventory, TReading>? Listener { get; set; }

    /// <summary>Publishes a sample. Called by the collector's own thread only.</summary>
    /// <param name="timestamp">When it was taken, a <see cref="TimeProvider.GetTimestamp"/> value.</param>
    /// <param name="inventory">The items that were read.</param>
    /// <param name="readings">One reading for each item, in the inventory's order.</param>
    public void Publish(long timestamp, TInventory inventory, ReadOnlySpan<TReading> readings)
    {
        var room = readings.Length <= _readings.Length ? _readings : new TReading[readings.Length];

        _lock.BeginWrite();
        _timestamp = timestamp;
        _inventory = inventory;
        _count = readings.Length;
        _readings = room;
        readings.CopyTo(room);
        _lock.EndWrite();
        Listener?.Published(inventory, readings);
    }

    /// <summary>The newest whole sample, as an immutable copy; null before the first.</summary>
    public Sample<TInventory, TReading>? Read()
    {
        var spin = new SpinWait();
        while (true)
        {
            var isWhole = _lock.TryBeginRead(out var version);
            if (version == 0)
                return null;
            if (isWhole && TryCopy() is { } sample && _lock.EndRead(version))
                return sample;
            spin.SpinOnce();
        }
    }

    /// <summary>Null where a writer was seen half-way, so that its count did not fit its array.</summary>
    Sample<TInventory, TReading>? TryCopy()
    {
        var (readings, count) = (_readings, _count);
        return count > readings.Length
            ? null
            : new Sample<TInventory, TReading>(_timestamp, _inventory!, [.. readings.AsSpan(0, count)]);
    }
}
