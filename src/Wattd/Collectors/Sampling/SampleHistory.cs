namespace Wattd.Collectors.Sampling;

/// <summary>Ten minutes of a collector's items, taken from the first sample of each second.</summary>
/// <typeparam name="TInventory">The items (zones, GPUs).</typeparam>
/// <typeparam name="TReading">The values of one item.</typeparam>
/// <typeparam name="TKey">Identifies an item.</typeparam>
/// <param name="clock">Numbers the seconds.</param>
/// <param name="columns">Values kept for each item.</param>
abstract class SampleHistory<TInventory, TReading, TKey>(SecondClock clock, int columns) : ISampleListener<TInventory, TReading>
    where TInventory : class
    where TReading : struct
    where TKey : notnull
{
    readonly SecondHistory<TKey> _seconds = new(columns);
    TInventory? _inventory;
    float[] _row = [];

    /// <inheritdoc/>
    public void Published(TInventory inventory, ReadOnlySpan<TReading> readings)
    {
        var second = clock.Now;
        if (second == _seconds.Newest)
            return;
        if (!ReferenceEquals(inventory, _inventory))
        {
            _inventory = inventory;
            _seconds.Follow(Keys(inventory));
            _row = new float[readings.Length * columns];
        }
        for (var i = 0; i < readings.Length; i++)
        {
            for (var column = 0; column < columns; column++)
                _row[i * columns + column] = (float)(Value(readings[i], column) ?? double.NaN);
        }
        _seconds.Write(second, _row);
    }

    /// <summary>One column of one item, second by second; NaN if unknown.</summary>
    public void Read(TKey item, int column, long last, Span<float> into) => _seconds.Read(item, column, last, into);

    /// <summary>The items of an inventory, in its order.</summary>
    protected abstract TKey[] Keys(TInventory inventory);

    /// <summary>A value of a reading; null if unknown.</summary>
    protected abstract double? Value(in TReading reading, int column);
}
