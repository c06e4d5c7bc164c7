using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Cpu.Views;

/// <summary>Ten minutes of the zones' power, taken from the first sample of each second.</summary>
sealed class CpuHistory(SecondClock clock) : ISampleListener<CpuInventory, ZoneReading>
{
    readonly SecondHistory<(string Name, string Package)> _seconds = new(columns: 1);
    CpuInventory? _inventory;
    float[] _row = [];

    /// <inheritdoc/>
    public void Published(CpuInventory inventory, ReadOnlySpan<ZoneReading> readings)
    {
        var second = clock.Now;
        if (second == _seconds.Newest)
            return;
        if (!ReferenceEquals(inventory, _inventory))
            Follow(inventory);
        for (var i = 0; i < readings.Length; i++)
            _row[i] = (float)(readings[i].Power?.Watts ?? double.NaN);
        _seconds.Write(second, _row);
    }

    /// <summary>A zone's mean power in watts, second by second; NaN where it is not known.</summary>
    public void ReadPower(Zone zone, long last, Span<float> into) => _seconds.Read(Key(zone), 0, last, into);

    void Follow(CpuInventory inventory)
    {
        _inventory = inventory;
        _row = new float[inventory.Zones.Length];
        _seconds.Follow([.. inventory.Zones.Select(Key)]);
    }

    static (string, string) Key(Zone zone) => (zone.Name, zone.Package);
}
