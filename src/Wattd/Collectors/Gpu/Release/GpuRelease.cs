using System.Globalization;
using Microsoft.Extensions.Logging;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.Release;

/// <summary>
/// Whether the GPUs are released: no source has a thread, a session or a process until the release ends. Used by one thread at a time.
/// </summary>
/// <param name="options">The GPU settings.</param>
/// <param name="candidates">The sources.</param>
/// <param name="publisher">Shows the GPUs as down.</param>
/// <param name="status">The status of the GPU collector.</param>
/// <param name="time">The monotonic clock, and the wall clock for when the release ends.</param>
/// <param name="logger">Logs the begin and the end.</param>
sealed class GpuRelease(
    GpuOptions options, IReadOnlyList<GpuCandidate> candidates, GpuPublisher publisher, CollectorStatus status, TimeProvider time,
    ILogger logger)
{
    const string OnRequest = "as requested", AtItsLimit = "because its time has passed";

    long _began;
    TimeSpan _limit;
    string _cause = AtItsLimit;
    bool _isShown, _isStartShown;

    /// <summary>Whether the sources may not be used.</summary>
    public bool IsInForce { get; private set; }

    /// <summary>When it ends by itself, for people.</summary>
    public string End { get; private set; } = "";

    /// <summary>Whether no source is in the driver any more.</summary>
    public bool HasLetGo => !candidates.Any(candidate => candidate.IsLeaving);

    /// <summary>Whether the best source is in a call that began before: a read beside it, by any source, would hang as well.</summary>
    public bool IsHeldUp => candidates[0].IsInOldCall;

    /// <summary>Whether it has ended, or ends at the next tick. What hangs does not prolong it.</summary>
    public bool IsOver => !IsInForce || HasReachedItsLimit;

    /// <summary>Whether it waits for a driver that was starting when it began, and that has not taken too long for that.</summary>
    public bool WaitsForAStart =>
        candidates.Any(candidate => candidate.LeavesAStart(GpuSampler.LongestOpening, options.Timeout));

    /// <summary>Releases every source. One that is in a call is released when that returns.</summary>
    /// <param name="limit">When the release ends by itself.</param>
    public void Begin(TimeSpan limit)
    {
        foreach (var candidate in candidates)
            candidate.LetGo();
        (_began, _limit, _cause) = (time.GetTimestamp(), limit, AtItsLimit);
        End = EndAfter(limit);
        IsInForce = true;
        (_isShown, _isStartShown) = (false, false);
        status.Down(Outage.Released, "the GPUs are being released on request", isPlanned: true);
        publisher.ShowReleased();
        if (HasLetGo)
            ShowReleased();
    }

    /// <summary>Ends the release if it is time to. Called on every tick.</summary>
    /// <returns>Whether it is still in force.</returns>
    public bool Holds()
    {
        if (IsInForce && HasReachedItsLimit)
            TakeUp();
        if (!IsInForce)
            return false;
        if (!_isShown && HasLetGo)
            ShowReleased();
        if (_isStartShown && !_isShown && !WaitsForAStart)
            ShowHang();
        return true;
    }

    /// <summary>Ends the release at the next tick.</summary>
    public void EndNow() => (_limit, _cause) = (TimeSpan.Zero, OnRequest);

    /// <summary>Shows that a call into the driver does not return, so that the sources are not released yet.</summary>
    public void ShowHang()
    {
        _isStartShown = false;
        if (status.Down(
                GpuFailure.Timeout, "a call into the NVIDIA driver does not return, so the GPUs are neither read nor released: look for Xid lines in 'dmesg', and reboot if it never does"))
            logger.ReleaseHangs();
    }

    /// <summary>Shows that the driver is still starting, so that the sources are not released yet.</summary>
    public void ShowStart()
    {
        _isStartShown = true;
        status.Down(
            Outage.Released, "the GPUs are released on request as soon as the NVIDIA driver has started, which takes 1 to 3 s for each GPU without persistence mode", isPlanned: true);
    }

    /// <summary>Shows that they are released, once no source is in the driver.</summary>
    public void ShowReleased()
    {
        if (_isShown)
            return;
        _isShown = true;
        status.Down(
            Outage.Released, $"the GPUs are released on request until {End}; 'wattd resume gpu' takes them up before that", isPlanned: true);
        logger.Released(End);
    }

    void TakeUp()
    {
        IsInForce = false;
        foreach (var candidate in candidates)
            candidate.TakeUp();
        status.Down(Outage.Starting, "the GPUs are read again after a release");
        logger.Resumed(_cause);
        // From now on it is a late read as any other, which keeps worse sources from being tried.
        if (IsHeldUp)
            candidates[0].SetAside();
    }

    bool HasReachedItsLimit => time.GetElapsedTime(_began) >= _limit;

#pragma warning disable RS0030 // A point in time for people.
    string EndAfter(TimeSpan limit) => string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow() + limit:yyyy-MM-dd HH:mm:ss} UTC");
#pragma warning restore RS0030
}
