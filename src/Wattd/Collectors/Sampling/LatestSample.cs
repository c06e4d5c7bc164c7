using System.Collections.Immutable;

namespace Wattd.Collectors.Sampling;

/// <summary>
/// The newest sample of one collector. One thread publishes and any number of threads read without waiting for each
/// other; publishing allocates nothing.
/// </summary>
/// <remarks>
/// A <see cref="SequenceLock"/> keeps samples whole. Readers never touch the device.
/// </remarks>
/// <typeparam name="TInventory">The items (zones, GPUs): immutable, replaced when they change.</typeparam>
/// <typeparam name="TReading">The values of one item; reading i belongs to item i.</typeparam>
sealed class LatestSample<TInventory, TReading>
    where TInventory : class
    where TReading : struct
{
    SequenceLock _lock;
    long _timestamp;
    TInventory? _inventory;
    TReading[] _readings = [];
    int _count;
    ISampleListener<TInventory, TReading>[] _listeners = [];

    /// <summary>Changes with every published sample; even when no write is in progress, 0 before the first.</summary>
    public long Version => _lock.Version;

    /// <summary>Gives every sample to a listener after it is published. Called before the first.</summary>
    public void Listen(ISampleListener<TInventory, TReading> listener) => _listeners = [.. _listeners, listener];

    /// <summary>Publishes a sample. Called on the collector's own thread only.</summary>
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
        foreach (var listener in _listeners)
            listener.Published(inventory, readings);
    }

    /// <summary>The newest whole sample as an immutable copy; null before the first.</summary>
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

    /// <summary>Null if a write was in progress and the count did not match the array.</summary>
    Sample<TInventory, TReading>? TryCopy()
    {
        var (readings, count) = (_readings, _count);
        return count > readings.Length
            ? null
            : new Sample<TInventory, TReading>(_timestamp, _inventory!, [.. readings.AsSpan(0, count)]);
    }
}

/// <summary>What one collector read at one tick.</summary>
/// <param name="Timestamp">When it was taken, a <see cref="TimeProvider.GetTimestamp"/> value (monotonic).</param>
/// <param name="Inventory">The items that were read.</param>
/// <param name="Readings">One reading for each item, in the inventory's order.</param>
sealed record Sample<TInventory, TReading>(
    long Timestamp, TInventory Inventory, ImmutableArray<TReading> Readings)
    where TInventory : class
    where TReading : struct;

/// <summary>Receives each sample as it is published, on the sampling thread: it must not wait or allocate.</summary>
interface ISampleListener<TInventory, TReading>
    where TInventory : class
    where TReading : struct
{
    /// <summary>A sample was published.</summary>
    /// <param name="inventory">The items that were read; a different object only when they changed.</param>
    /// <param name="readings">One reading for each item, in the inventory's order; valid during this call only.</param>
    void Published(TInventory inventory, ReadOnlySpan<TReading> readings);
}
