using Wattd.Collectors.Gpu;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Encodes;

/// <summary>
/// Sees every sample of the GPU collector, also those that are not cut because no encode runs: which GPUs were used, and at once
/// that a process holds an encoder session.
/// </summary>
/// <param name="sessionFound">Called on the thread of the GPU collector, with each sample that has a session; must not wait or allocate.</param>
sealed class GpuActivity(Action sessionFound) : ISampleListener<GpuInventory, GpuReading>
{
    // A bit for each GPU; the 65th has that of the first, so that both count as used.
    const int Bits = 64;

    ulong _used;
    GpuInventory? _inventory;

    /// <summary>Whether a GPU has nothing to do.</summary>
    public static bool IsIdle(in GpuReading reading) => reading is { Up: true, UtilizationPercent: 0 } && !IsUsed(reading);

    /// <summary>Whether an engine of a GPU is used, or its encoder held.</summary>
    public static bool IsUsed(in GpuReading reading) =>
        reading.EncoderSessions > 0 || reading.UtilizationPercent > 0 || reading.EncoderUtilizationPercent > 0 || reading.DecoderUtilizationPercent > 0;

    /// <inheritdoc/>
    public void Published(GpuInventory inventory, ReadOnlySpan<GpuReading> readings)
    {
        // A place in another inventory may be that of another GPU: of none is known whether it was used.
        var used = ReferenceEquals(inventory, _inventory) ? 0 : ulong.MaxValue;
        _inventory = inventory;
        var hasSession = false;
        for (var i = 0; i < readings.Length; i++)
        {
            if (!IsIdle(readings[i]))
                used |= BitOf(i);
            hasSession |= readings[i].EncoderSessions > 0;
        }
        if (used != 0)
            Interlocked.Or(ref _used, used);
        if (hasSession)
            sessionFound();
    }

    /// <summary>The GPUs that were not idle in a sample since the last call. Called before a sample is read: those of a later one are of its window.</summary>
    public UsedGpus Take() => new(Interlocked.Exchange(ref _used, 0));

    static ulong BitOf(int index) => 1UL << (index % Bits);

    /// <summary>GPUs that were not idle.</summary>
    public readonly struct UsedGpus(ulong used)
    {
        /// <summary>These and others.</summary>
        public UsedGpus And(UsedGpus others) => new(used | others.Bits);

        ulong Bits => used;

        /// <summary>Whether one of them is at this place in the inventory.</summary>
        public bool Has(int index) => (used & BitOf(index)) != 0;
    }
}
