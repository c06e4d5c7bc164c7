namespace Wattd.Collectors.Sampling;

/// <summary>
/// What the items of a collector said in the last ten minutes, a row for each second. One thread writes, any number read;
/// neither ever waits for the other, and memory is taken when the items change, not when a row is written.
/// </summary>
/// <remarks>
/// A <see cref="SequenceLock"/> keeps what is read whole. What was not read is <see cref="float.NaN"/>,
/// and so is a second without a sample.
/// </remarks>
/// <typeparam name="TKey">What tells one item from another.</typeparam>
/// <param name="columns">Values of one item in one second.</param>
sealed class SecondHistory<TKey>(int columns)
    where TKey : notnull
{
    // One more than can be asked for, so that the second in hand does not cost the oldest.
    const int Rows = HistoryLength.Seconds + 1;

    SequenceLock _lock;
    long _newest;
    TKey[] _items = [];
    float[] _values = [];

    /// <summary>The last second that was written; 0 before the first.</summary>
    public long Newest => Volatile.Read(ref _newest);

    /// <summary>Goes on with these items: those that it has keep their past, others begin without one. For the writing thread.</summary>
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
    /// <param name="item">The item; one that is not there has no values.</param>
    /// <param name="column">The column.</param>
    /// <param name="last">The second that the last value is of.</param>
    /// <param name="into">Filled with as many seconds as it holds, at most <see cref="HistoryLength.Seconds"/>.</param>
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
            // Whoever sees a writer half-way may see items that do not fit the values; that is read again.
            into[i] = cell >= 0 && second <= newest && second > newest - Rows && place < values.Length && place >= 0
                ? values[place] : float.NaN;
        }
        return _lock.EndRead(version);
    }

    Span<float> Row(long second) =>
        _values.AsSpan((int)(second % Rows) * _items.Length * columns, _items.Length * columns);
}

/// <summary>How much of the past is kept.</summary>
static class HistoryLength
{
    /// <summary>Ten minutes.</summary>
    public const int Seconds = 600;
}
