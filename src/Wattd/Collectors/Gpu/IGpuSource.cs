namespace Wattd.Collectors.Gpu;

/// <summary>A way to query the driver. Used by one thread at a time.</summary>
interface IGpuSource : IDisposable
{
    /// <summary>The <c>source</c> label of <c>gpu_info</c>: <c>nvml</c>, <c>nvidia-smi</c>, <c>simulated</c>.</summary>
    string Name { get; }

    /// <summary>The default interval of reads: 1 s for NVML, 10 s for nvidia-smi.</summary>
    TimeSpan DefaultInterval { get; }

    /// <summary>
    /// Reads every GPU. Returns the same inventory object while nothing in it has changed, and fills one reading for
    /// each of its GPUs into <paramref name="readings"/>.
    /// </summary>
    /// <exception cref="Sampling.SourceException">No GPU can be read: no library, no driver, no answer.</exception>
    GpuInventory Read(GpuReadings readings);

    /// <summary>
    /// Whether the next read has to start the driver first. Called between reads, by the thread that begins them.
    /// </summary>
    bool HasToOpen => false;

    /// <summary>
    /// Starts the driver, which may take 1 to 3 s for each GPU without persistence mode; <see cref="Read"/> does it if
    /// it was not done before.
    /// </summary>
    /// <exception cref="Sampling.SourceException">There is no library or no driver.</exception>
    void Open()
    {
    }

    /// <summary>
    /// How much longer than <see cref="GpuOptions.Timeout"/> a read may take, for a source that enforces the limit
    /// itself.
    /// </summary>
    TimeSpan Overrun => TimeSpan.Zero;

    /// <summary>
    /// Whether a thread or a process of the source's own is in a call that does not return, even after it was disposed of. May be
    /// called on any thread.
    /// </summary>
    bool HasHungCall => false;

    /// <summary>Cancels a read in progress; it ends soon if it can. Called on another thread; does not wait.</summary>
    void Interrupt()
    {
    }

    /// <summary>
    /// Lets a read that is cancelled end within half a second, by force if need be, because the daemon stops. Called on another thread; does
    /// not wait.
    /// </summary>
    void Hurry()
    {
    }
}
