namespace Wattd.Collectors.Sampling;

/// <summary>
/// The values of a collector's items in the last ten minutes, a row for each second. One thread writes and any number
/// of threads read without waiting for each other; memory is allocated when the items change, not when a row is
/// written.
/// </summary>
/// <remarks>
/// A <see cref="SequenceLock"/> keeps reads consistent. A value that was not read is <see cref="float.NaN"/>, and so is
/// a second without a sample.
/// </remarks>
/// <typeparam name="TKey">Identifies an item.</typeparam>
/// <param name="columns">Values of one item in one second.</param>
sealed class SecondHistory<TKey>(int columns)
    where TKey : notnull
{
    // One more than can be requested, so that the current second does not overwrite the oldest.
    const int Rows = HistoryLength.Seconds + 1;

    SequenceLock _lock;
    long _newest;
    TKey[] _items = [];
    float[] _values = [];

    /// <summary>The last second that was written; 0 before the first.</summary>
    public long Newest => Volatile.Read(ref _newest);

    /// <summary>
    /// Continues with these items: known items keep their history, new ones begin without one. For the writing thread.
    /// </summary>
    public void Follow(TKey[] items)
    {
        var (width, oldWidth) = (items.Length * columns, _items.Length * columns);
        var values = new float[Rows * width];
        Array.Fill(values, float.NaN);
        for (var i = 0; i < items.Length; i++)
        {
            var known = Array.IndexOf(_items, items[i]);
            for (var row = 0; known >= 0 && row < Rows; row++)
                _values.AsSpan(row * oldWidth + known * columns, columns).CopyTo(values.AsSpan(row * width + i * columns));
        }
        _lock.BeginWrite();
        (_items, _values) = (items, values);
        _lock.EndWrite();
    }

    /// <summary>Writes a second. For the writing thread.</summary>
    /// <param name="second">Its number; greater than <see cref="Newest"/>.</param>
    /// <param name="row">The values of each item in turn.</param>
    public void Write(long second, ReadOnlySpan<float> row)
    {
        _lock.BeginWrite();
        for (var missed = Math.Max(_newest + 1, second - Rows + 1); missed < second; missed++)
            Row(missed).Fill(float.NaN);
        row.CopyTo(Row(second));
        Volatile.Write(ref _newest, second);
        _lock.EndWrite();
    }

    /// <summary>Reads one column of one item.</summary>
    /// <param name="item">The item; an unknown one has no values.</param>
    /// <param name="column">The column.</param>
    /// <param name="last">The second of the last value.</param>
    /// <param name="into">Filled with as many seconds as it has room for, at most <see cref="HistoryLength.Seconds"/>.</param>
    public void Read(TKey item, int column, long last, Span<float> into)
    {
        var spin = new SpinWait();
        while (!TryRead(item, column, last, into))
            spin.SpinOnce();
    }

    bool TryRead(TKey item, int column, long last, Span<float> into)
    {
        if (!_lock.TryBeginRead(out var version))
            return false;
        var (items, values, newest) = (_items, _values, _newest);
        var (width, cell) = (items.Length * columns, Array.IndexOf(items, item) * columns + column);
        for (var i = 0; i < into.Length; i++)
        {
            var second = last - into.Length + 1 + i;
            var place = second % Rows * width + cell;
            // A reader may see items of a write in progress that do not match the values; it then reads again.
            into[i] = cell >= 0 && second <= newest && second > newest - Rows && place < values.Length && place >= 0
                ? values[place] : float.NaN;
        }
        return _lock.EndRead(version);
    }

    Span<float> Row(long second) =>
        _values.AsSpan((int)(second % Rows) * _items.Length * columns, _items.Length * columns);
}

/// <summary>The length of the history.</summary>
static class HistoryLength
{
    /// <summary>Ten minutes.</summary>
    public const int Seconds = 600;
}
