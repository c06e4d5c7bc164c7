namespace Wattd.Collectors.Gpu;

/// <summary>A buffer of readings that is refilled at each tick and keeps its memory.</summary>
sealed class GpuReadings
{
    GpuReading[] _items = new GpuReading[1];

    /// <summary>How many GPUs were read.</summary>
    public int Count { get; private set; }

    /// <summary>The readings of this tick.</summary>
    public ReadOnlySpan<GpuReading> Span => _items.AsSpan(0, Count);

    /// <summary>Empties the buffer.</summary>
    public void Clear() => Count = 0;

    /// <summary>Appends an empty reading (down, no values) and returns it for filling.</summary>
    public ref GpuReading Add()
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        _items[Count] = default;
        return ref _items[Count++];
    }
}
