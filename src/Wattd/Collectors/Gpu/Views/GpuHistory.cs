using System.Collections.Immutable;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>Ten minutes of what changes fast on a GPU, taken from the first sample of each second.</summary>
sealed class GpuHistory(SecondClock clock) : ISampleListener<GpuInventory, GpuReading>
{
    /// <summary>What is kept of each GPU.</summary>
    public static readonly ImmutableArray<GpuGauge> Gauges =
    [
        .. GpuGauge.All.Where(gauge => gauge.Family == GpuFamilies.PowerDraw
            || gauge.Family == GpuFamilies.Utilization
            || gauge.Family == GpuFamilies.EncoderUtilization
            || gauge.Family == GpuFamilies.DecoderUtilization
            || gauge.Family == GpuFamilies.EncoderSessions
            || gauge.Family == GpuFamilies.Temperature),
    ];

    readonly SecondHistory<string> _seconds = new(Gauges.Length);
    GpuInventory? _inventory;
    float[] _row = [];

    /// <inheritdoc/>
    public void Published(GpuInventory inventory, ReadOnlySpan<GpuReading> readings)
    {
        var second = clock.Now;
        if (second == _seconds.Newest)
            return;
        if (!ReferenceEquals(inventory, _inventory))
            Follow(inventory);
        for (var i = 0; i < readings.Length; i++)
        {
            for (var column = 0; column < Gauges.Length; column++)
            {
                _row[i * Gauges.Length + column] =
                    (float)(readings[i].Up ? Gauges[column].Read(readings[i]) ?? double.NaN : double.NaN);
            }
        }
        _seconds.Write(second, _row);
    }

    /// <summary>One of <see cref="Gauges"/> of a GPU, second by second; NaN where it is not known.</summary>
    public void Read(GpuIdentity gpu, int gauge, long last, Span<float> into) => _seconds.Read(gpu.BusId, gauge, last, into);

    void Follow(GpuInventory inventory)
    {
        _inventory = inventory;
        _row = new float[inventory.Gpus.Length * Gauges.Length];
        _seconds.Follow([.. inventory.Gpus.Select(gpu => gpu.BusId)]);
    }
}
