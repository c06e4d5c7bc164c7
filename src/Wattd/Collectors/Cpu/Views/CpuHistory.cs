using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Cpu.Views;

/// <summary>Ten minutes of the zones' power.</summary>
sealed class CpuHistory(SecondClock clock) : SampleHistory<CpuInventory, ZoneReading, (string Name, string Package)>(clock, columns: 1)
{
    /// <summary>A zone's mean power in watts, second by second; NaN if unknown.</summary>
    public void ReadPower(Zone zone, long last, Span<float> into) => Read(zone.Identity, 0, last, into);

    /// <inheritdoc/>
    protected override (string Name, string Package)[] Keys(CpuInventory inventory) => [.. inventory.Zones.Select(zone => zone.Identity)];

    /// <inheritdoc/>
    protected override double? Value(in ZoneReading reading, int column) => reading.Power?.Watts;
}
