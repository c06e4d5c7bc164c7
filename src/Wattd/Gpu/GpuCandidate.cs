using Wattd.Sampling;

namespace Wattd.Gpu;

/// <summary>One way to ask the driver, in use or not.</summary>
/// <param name="create">Makes the source; called again after a call of it hung.</param>
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

    /// <summary>Whether a call of it never came back, so far.</summary>
    public bool IsHung { get; private set; }

    /// <summary>Whether it has a thread, idle or in a call.</summary>
    public bool IsRunning => _worker is { HasEnded: false };

    /// <summary>Whether it may be asked, though it is not in use: never tried, or long enough ago.</summary>
    public bool IsDue(TimeSpan patience) => !IsHung && (_failed is not { } failed || time.GetElapsedTime(failed) >= patience);

    /// <summary>It answered.</summary>
    public void Succeeded() => (Failure, _failed) = (null, null);

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

    /// <summary>It does not answer at all: its thread is left to the call that it is in.</summary>
    public void Abandon()
    {
        IsHung = true;
        Dispose();
    }

    /// <summary>Takes it back if the call that hung has returned since; then it begins anew.</summary>
    /// <returns>True if it has.</returns>
    public bool TakeBack()
    {
        if (!IsHung || IsRunning)
            return false;
        IsHung = false;
        Release();
        return true;
    }

    /// <summary>Lets go of the driver, so that it begins anew when it is next used.</summary>
    public void Release()
    {
        if (IsHung)
            return;
        Dispose();
        (_worker, _failed, Failure) = (null, null, null);
    }

    /// <summary>Ends its thread as soon as it is out of the call that it is in. Does not wait.</summary>
    public void Dispose() => _worker?.Dispose();

    /// <summary>Waits for its thread to end after <see cref="Dispose"/>.</summary>
    public void Join(TimeSpan limit) => _worker?.Join(limit);
}
