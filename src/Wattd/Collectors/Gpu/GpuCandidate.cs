using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>One source of GPU readings, in use or not.</summary>
/// <param name="create">Creates the source; called again when it is used after it was released.</param>
/// <param name="time">The monotonic clock.</param>
sealed class GpuCandidate(Func<IGpuSource> create, TimeProvider time) : IDisposable
{
    GpuSourceWorker? _worker, _leaving;
    long? _failed;
    bool _leavesAStart, _isTakenUp;

    /// <summary>
    /// Its thread, started by the first use. After a release the first use comes when the thread of the old source has left its last read,
    /// so that sources can share what they keep of the GPUs.
    /// </summary>
    public GpuSourceWorker Worker => _worker ??= new GpuSourceWorker(create(), time);

    /// <summary>Why its last read failed; null while it works or was never tried.</summary>
    public SourceException? Failure { get; private set; }

    /// <summary>Whether <see cref="Failure"/> was logged.</summary>
    public bool IsFailureLogged { get; set; }

    /// <summary>The source's own name.</summary>
    public string Name => (_worker ?? _leaving ?? Worker).Name;

    /// <summary>Whether a read exceeded its time limit and has not returned yet; nothing waits for it.</summary>
    public bool IsLate { get; private set; }

    /// <summary>Whether a slow start of the driver was logged.</summary>
    public bool IsStartLogged { get; set; }

    /// <summary>Whether the hung read was logged.</summary>
    public bool IsHangLogged { get; set; }

    /// <inheritdoc cref="IGpuSource.Overrun"/>
    public TimeSpan Overrun => (_worker ?? _leaving)?.Overrun ?? TimeSpan.Zero;

    /// <summary>Whether it has a thread, idle or in a call.</summary>
    public bool IsRunning => _worker is { HasEnded: false } || IsLeaving;

    /// <summary>Whether the thread or a process of a source that was released has not ended: it may still be in the driver.</summary>
    public bool IsLeaving => _leaving is { HasEnded: false };

    /// <summary>Whether the thread of a source that was released is still in a call, as opposed to a process or another thread of it.</summary>
    public bool IsInOldCall => _leaving is { HasLeft: false };

    /// <summary>Whether it waits, since the end of a release, for a call that began before: until that returns there is no new source.</summary>
    public bool IsHeldUp => _isTakenUp && IsInOldCall;

    /// <summary>While it is late: since when, on the monotonic clock.</summary>
    public long LateSince => (_worker ?? _leaving)?.Entered ?? 0;

    /// <summary>While it is late: whether it is still starting the driver.</summary>
    public bool IsOpening => (_worker ?? _leaving) is { IsOpening: true, HasReturned: false };

    /// <summary>
    /// Whether a source that was released while it started the driver is still in that, in the read after it, or in the end of its session,
    /// and takes no longer than it may.
    /// </summary>
    /// <param name="longestStart">How long a driver may take to start.</param>
    /// <param name="longestRead">How long a read may take, and the end of a session.</param>
    public bool LeavesAStart(TimeSpan longestStart, TimeSpan longestRead) =>
        _leavesAStart && _leaving is { HasEnded: false, HasReturned: var hasReturned, IsOpening: var isOpening } leaving
        && time.GetElapsedTime(leaving.Entered) < (isOpening && !hasReturned ? longestStart : longestRead);

    /// <summary>Whether it may be tried although it is not in use: never tried, or long enough ago.</summary>
    public bool IsDue(TimeSpan patience) => !IsLate && !IsHeldUp && (_failed is not { } failed || time.GetElapsedTime(failed) >= patience);

    /// <summary>Records a successful read.</summary>
    public void Succeeded() => (Failure, _failed, IsStartLogged) = (null, null, false);

    /// <summary>Records a failure.</summary>
    /// <returns>True if that is a change: it worked before, or failed for another reason.</returns>
    public bool Failed(SourceException failure, long when)
    {
        var isNews = Failure?.Reason != failure.Reason;
        if (isNews)
            IsFailureLogged = false;
        (Failure, _failed) = (failure, when);
        return isNews;
    }

    /// <summary>Records that its read takes too long; its thread keeps waiting.</summary>
    public void SetAside() => IsLate = true;

    /// <summary>Lets it be used again at the end of a release: at once, or when a call returns that began before.</summary>
    public void TakeUp() => _isTakenUp = true;

    /// <summary>
    /// Recovers it if the late read has returned. Its session with the driver is still valid, so a new one is not
    /// needed; after a release there is none.
    /// </summary>
    /// <param name="worker">The worker of that read; null if the read belonged to a released source.</param>
    /// <returns>True if it has.</returns>
    public bool TakeBack(out GpuSourceWorker? worker)
    {
        worker = _worker;
        if (!IsLate || IsHeldUp || worker is { HasReturned: false })
            return false;
        IsLate = false;
        return true;
    }

    /// <summary>Releases the driver; the next use creates a new source.</summary>
    public void Release()
    {
        if (!IsLate)
            LetGo();
    }

    /// <summary>
    /// Ends its thread and its session with the driver, also those that are in a call: as soon as that returns. Does not wait.
    /// </summary>
    public void LetGo()
    {
        _worker?.Dispose();
        if (_worker is not null)
            (_leaving, _leavesAStart, _isTakenUp) = (_worker, _worker is { IsOpening: true, HasReturned: false }, false);
        (_worker, _failed, Failure) = (null, null, null);
        IsLate = IsStartLogged = IsHangLogged = false;
    }

    /// <summary>Ends its thread when the current call returns, and that call soon, because the daemon stops. Does not wait.</summary>
    public void Dispose()
    {
        _leaving?.Hurry();
        _worker?.Hurry();
        _worker?.Dispose();
    }

    /// <summary>Waits for its thread to end after <see cref="Dispose"/> or <see cref="LetGo"/>.</summary>
    public void Join(TimeSpan limit) => (_worker ?? _leaving)?.Join(limit);
}
