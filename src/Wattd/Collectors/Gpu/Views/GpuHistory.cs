using System.Collections.Immutable;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.Views;

/// <summary>Ten minutes of the GPU values that change fast.</summary>
sealed class GpuHistory(SecondClock clock) : SampleHistory<GpuInventory, GpuReading, string>(clock, Gauges.Length)
{
    /// <summary>The values that are kept for each GPU.</summary>
    public static readonly ImmutableArray<GpuGauge> Gauges =
    [
        .. GpuGauge.All.Where(gauge => gauge.Family == GpuFamilies.PowerDraw
            || gauge.Family == GpuFamilies.Utilization
            || gauge.Family == GpuFamilies.EncoderUtilization
            || gauge.Family == GpuFamilies.DecoderUtilization
            || gauge.Family == GpuFamilies.EncoderSessions
            || gauge.Family == GpuFamilies.Temperature),
    ];

    /// <summary>One of <see cref="Gauges"/> of a GPU, second by second; NaN if unknown.</summary>
    public void Read(GpuIdentity gpu, int gauge, long last, Span<float> into) => Read(gpu.BusId, gauge, last, into);

    /// <inheritdoc/>
    protected override string[] Keys(GpuInventory inventory) => [.. inventory.Gpus.Select(gpu => gpu.BusId)];

    /// <inheritdoc/>
    protected override double? Value(in GpuReading reading, int column) => reading.Up ? Gauges[column].Read(reading) : null;
}
