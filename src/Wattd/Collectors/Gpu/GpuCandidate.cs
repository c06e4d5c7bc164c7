using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>One way to ask the driver, in use or not.</summary>
/// <param name="create">Makes the source; called again when it is used after it was released.</param>
/// <param name="time">The monotonic clock.</param>
sealed class GpuCandidate(Func<IGpuSource> create, TimeProvider time) : IDisposable
{
    GpuSourceWorker? _worker;
    long? _failed;

    /// <summary>Its thread, started by the first use.</summary>
    public GpuSourceWorker Worker => _worker ??= new GpuSourceWorker(create(), time);

    /// <summary>Why it was of no use when it was last asked; null while it is well or was never asked.</summary>
    public SourceException? Failure { get; private set; }

    /// <summary>Whether the log knows of <see cref="Failure"/>.</summary>
    public bool IsFailureTold { get; set; }

    /// <summary>Whether a read of it has outlived its time limit and not returned so far; nobody waits for it.</summary>
    public bool IsLate { get; private set; }

    /// <summary>Whether the log knows that the driver takes long to start.</summary>
    public bool IsStartTold { get; set; }

    /// <summary>Whether the log knows that the late read hangs.</summary>
    public bool IsHangTold { get; set; }

    /// <summary>Whether it has a thread, idle or in a call.</summary>
    public bool IsRunning => _worker is { HasEnded: false };

    /// <summary>Whether it may be asked, though it is not in use: never tried, or long enough ago.</summary>
    public bool IsDue(TimeSpan patience) => !IsLate && (_failed is not { } failed || time.GetElapsedTime(failed) >= patience);

    /// <summary>It answered.</summary>
    public void Succeeded() => (Failure, _failed, IsStartTold) = (null, null, false);

    /// <summary>It failed.</summary>
    /// <returns>True if that is news: it was well, or failed for another reason.</returns>
    public bool Failed(SourceException failure, long when)
    {
        var isNews = Failure?.Reason != failure.Reason;
        if (isNews)
            IsFailureTold = false;
        (Failure, _failed) = (failure, when);
        return isNews;
    }

    /// <summary>Its read takes too long and is left to its thread.</summary>
    public void SetAside() => IsLate = true;

    /// <summary>
    /// Takes it back if the late read has returned since. Its session with the driver is as good as before, and was paid
    /// for with the wait.
    /// </summary>
    /// <returns>True if it has.</returns>
    public bool TakeBack()
    {
        if (!IsLate || !Worker.HasReturned)
            return false;
        IsLate = false;
        return true;
    }

    /// <summary>Releases the driver; the next use makes a new source.</summary>
    public void Release()
    {
        if (IsLate)
            return;
        Dispose();
        (_worker, _failed, Failure) = (null, null, null);
    }

    /// <summary>Ends its thread as soon as it is out of the call that it is in. Does not wait.</summary>
    public void Dispose() => _worker?.Dispose();

    /// <summary>Waits for its thread to end after <see cref="Dispose"/>.</summary>
    public void Join(TimeSpan limit) => _worker?.Join(limit);
}
