using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>
/// The thread on which one source is used, from its first call to its disposal. A call into a hung driver may never
/// return; then only this thread is stuck in it.
/// </summary>
/// <remarks>The result of a read is written before <see cref="Wait"/> returns true, and is valid until the next <see cref="Begin"/>.</remarks>
sealed class GpuSourceWorker : IDisposable
{
    readonly IGpuSource _source;
    readonly TimeProvider _time;
    readonly DeviceThread _thread;
    long _begun, _disposed;
    volatile bool _isOpening;

    /// <summary>Starts the thread.</summary>
    public GpuSourceWorker(IGpuSource source, TimeProvider time)
    {
        (_source, _time) = (source, time);
        _thread = new DeviceThread($"gpu {source.Name}", source, Read, source.Interrupt);
    }

    /// <summary>The source's own name.</summary>
    public string Name => _source.Name;

    /// <summary>The default interval of reads.</summary>
    public TimeSpan DefaultInterval => _source.DefaultInterval;

    /// <inheritdoc cref="IGpuSource.Overrun"/>
    public TimeSpan Overrun => _source.Overrun;

    /// <summary>Whether the thread has disposed of the source and ended. Another thread or a process of the source may still be in the driver.</summary>
    public bool HasLeft => _thread.HasEnded;

    /// <summary>Whether the thread has disposed of the source and ended, and neither another thread nor a process of the source is in the driver.</summary>
    public bool HasEnded => HasLeft && !_source.HasHungCall;

    /// <summary>Whether the current read is still starting the driver.</summary>
    public bool IsOpening => _isOpening;

    /// <summary>Whether the last read has ended.</summary>
    public bool HasReturned => _thread.HasReturned;

    /// <summary>
    /// When the last read began, on the monotonic clock; after <see cref="IsOpening"/> ends, when the driver had
    /// started.
    /// </summary>
    public long Begun => Volatile.Read(ref _begun);

    /// <summary>When the last read ended.</summary>
    public long Done { get; private set; }

    /// <summary>When the call began in which the thread is: the read, or after it the end of the session.</summary>
    public long Entered => HasReturned ? Math.Max(Done, Volatile.Read(ref _disposed)) : Begun;

    /// <summary>The result of the last read; null if it failed.</summary>
    public GpuInventory? Inventory { get; private set; }

    /// <summary>The reading of each GPU of the inventory.</summary>
    public GpuReadings Readings { get; } = new();

    /// <summary>Why the last read failed; null if it did not.</summary>
    public SourceException? Failure { get; private set; }

    /// <summary>Begins a read. The previous one must have ended.</summary>
    public void Begin()
    {
        Volatile.Write(ref _begun, _time.GetTimestamp());
        _isOpening = _source.HasToOpen;
        _thread.Begin();
    }

    /// <summary>Waits for the end of the read.</summary>
    /// <returns>False if it has not ended in time, or if the wait was cancelled.</returns>
    public bool Wait(TimeSpan limit, CancellationToken cancellation) => _thread.Wait(limit, cancellation);

    /// <summary>Throws an exception of the last read that sources must not throw.</summary>
    public void ThrowFault() => _thread.ThrowFault();

    /// <summary>Lets the thread dispose of the source when the current call returns. Does not wait.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _disposed, _time.GetTimestamp());
        _thread.Dispose();
    }

    /// <inheritdoc cref="IGpuSource.Hurry"/>
    public void Hurry() => _source.Hurry();

    /// <summary>Waits for the end of the thread after <see cref="Dispose"/>.</summary>
    public void Join(TimeSpan limit) => _thread.Join(limit);

    void Read()
    {
        try
        {
            (Inventory, Failure) = (null, null);
            if (_isOpening)
                Open();
            Inventory = _source.Read(Readings);
        }
        catch (SourceException e)
        {
            Failure = e;
        }
        finally
        {
            Done = _time.GetTimestamp();
        }
    }

    void Open()
    {
        _source.Open();
        // In this order: a reader that sees that the driver has started measures the read from here.
        Volatile.Write(ref _begun, _time.GetTimestamp());
        _isOpening = false;
    }
}
