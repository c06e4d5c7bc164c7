using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Wall.Views;

/// <summary>Ten minutes of the meters' power.</summary>
sealed class WallHistory(SecondClock clock) : SampleHistory<WallInventory, WallReading, (string Source, string Name)>(clock, columns: 1)
{
    /// <summary>A meter's power in watts, second by second; NaN if unknown.</summary>
    public void ReadPower(WallMeter meter, long last, Span<float> into) => Read(meter.Identity, 0, last, into);

    /// <inheritdoc/>
    protected override (string Source, string Name)[] Keys(WallInventory inventory) => [.. inventory.Meters.Select(meter => meter.Identity)];

    /// <inheritdoc/>
    protected override double? Value(in WallReading reading, int column) => reading.Power?.Watts;
}
