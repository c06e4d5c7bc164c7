namespace Wattd.Sampling;

/// <summary>
/// The newest sample of one collector. One thread publishes, any number read; neither ever waits for the other, and
/// publishing allocates nothing.
/// </summary>
/// <remarks>
/// A sequence lock: the version is odd while a sample is being written, and a reader that saw it odd, or saw it move,
/// reads again. The device is never touched by a reader.
/// </remarks>
/// <typeparam name="TInventory">What is there (zones, GPUs): immutable, replaced when it changes.</typeparam>
/// <typeparam name="TReading">What one item of the inventory says; reading i belongs to item i.</typeparam>
sealed class LatestSample<TInventory, TReading>
    where TInventory : class
    where TReading : struct
{
    long _version;
    long _timestamp;
    TInventory? _inventory;
    TReading[] _readings = [];
    int _count;

    /// <summary>Changes with every published sample; even when nothing is being written, 0 before the first.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Hears of every sample after it is published. Set before the first.</summary>
    public ISampleListener<TInventory, TReading>? Listener { get; set; }

    /// <summary>Publishes a sample. Called by the collector's own thread only.</summary>
    /// <param name="timestamp">When it was taken, a <see cref="TimeProvider.GetTimestamp"/> value.</param>
    /// <param name="inventory">The items that were read.</param>
    /// <param name="readings">One reading for each item, in the inventory's order.</param>
    public void Publish(long timestamp, TInventory inventory, ReadOnlySpan<TReading> readings)
    {
        if (_readings.Length < readings.Length)
            _readings = new TReading[readings.Length];

        Volatile.Write(ref _version, _version + 1);
        Interlocked.MemoryBarrier();
        _timestamp = timestamp;
        _inventory = inventory;
        _count = readings.Length;
        readings.CopyTo(_readings);
        Interlocked.MemoryBarrier();
        Volatile.Write(ref _version, _version + 1);
        Listener?.Published(inventory, readings);
    }

    /// <summary>The newest whole sample, as an immutable copy; null before the first.</summary>
    public Sample<TInventory, TReading>? Read()
    {
        var spin = new SpinWait();
        while (true)
        {
            var version = Volatile.Read(ref _version);
            if (version == 0)
                return null;
            if ((version & 1) == 0 && TryCopy() is { } sample)
            {
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref _version) == version)
                    return sample;
            }
            spin.SpinOnce();
        }
    }

    /// <summary>Null where a writer was seen half-way, so that its count did not fit its array.</summary>
    Sample<TInventory, TReading>? TryCopy()
    {
        var (readings, count) = (Volatile.Read(ref _readings), _count);
        return count > readings.Length
            ? null
            : new Sample<TInventory, TReading>(_timestamp, _inventory!, [.. readings.AsSpan(0, count)]);
    }
}
