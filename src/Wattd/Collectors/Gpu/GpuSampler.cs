using Microsoft.Extensions.Logging;
using Wattd.Collectors.Gpu.Release;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>
/// Samples the GPUs through the best source that answers. The source is chosen at the first tick and checked again
/// every discovery interval; a read that takes too long continues on its own thread, and the sampler does not wait for
/// it.
/// </summary>
sealed class GpuSampler : ISampler, IReleasable
{
    /// <summary>The interval of ticks while no source answers.</summary>
    static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long a tick may wait for a slow source; a later tick collects the answer.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>The interval of ticks until it is known whether a source answers.</summary>
    static readonly TimeSpan StartInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long the first tick may wait: enough for a loaded driver, and a starting one does not delay a port.</summary>
    static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);

    /// <summary>A driver that has not started by then is hung.</summary>
    public static readonly TimeSpan LongestOpening = TimeSpan.FromMinutes(2);

    /// <summary>How long a stop may take: an nvidia-smi process has half a second to exit.</summary>
    static readonly TimeSpan LongestStop = TimeSpan.FromMilliseconds(600);

    /// <summary>How long a release waits for a call into the driver to return, unless its time limit is shorter.</summary>
    static readonly TimeSpan LongestRelease = TimeSpan.FromSeconds(10);

    readonly GpuOptions _options;
    readonly TimeProvider _time;
    readonly GpuCandidate[] _candidates;
    readonly GpuPublisher _publisher;
    readonly GpuOutages _outages;
    readonly GpuRelease _release;
    readonly CancellationTokenSource _stop = new();

    /// <summary>Held by a tick, and by a release, which comes from another thread and does not wait for the grid.</summary>
    readonly Lock _turn = new();

    /// <summary>Ends the wait of the current tick.</summary>
    volatile CancellationTokenSource _wait;
    GpuCandidate? _inUse, _reading;

    /// <summary>The source that was in use when a release began although a better one was late: what hangs there does not keep it from answering.</summary>
    GpuCandidate? _besideLate;
    TimeSpan _interval;
    long _tick;
    bool _hasTicked;
    volatile bool _isDisposed;
    volatile Action? _wakeUp;

    /// <param name="options">The GPU settings.</param>
    /// <param name="nvml">Creates the NVML source.</param>
    /// <param name="nvidiaSmi">Creates the nvidia-smi source.</param>
    /// <param name="latest">Where samples are published.</param>
    /// <param name="time">The monotonic clock.</param>
    /// <param name="logger">Where changes of state are logged.</param>
    /// <param name="xids">The XIDs of the GPUs; null if nobody asks for them.</param>
    public GpuSampler(
        GpuOptions options, Func<IGpuSource> nvml, Func<IGpuSource> nvidiaSmi,
        LatestSample<GpuInventory, GpuReading> latest, TimeProvider time, ILogger logger, GpuXids? xids = null)
    {
        (_options, _time) = (options, time);
        Func<IGpuSource>[] sources = options.Source switch
        {
            GpuSourceChoice.Nvml => [nvml],
            GpuSourceChoice.NvidiaSmi => [nvidiaSmi],
            _ => [nvml, nvidiaSmi],
        };
        _candidates = [.. sources.Select(create => new GpuCandidate(create, time))];
        _interval = ShorterOf(StartInterval, options.Interval ?? StartInterval);
        Status = new CollectorStatus("gpu", SampleLifetime, GpuFailure.All, time);
        _publisher = new GpuPublisher(options, latest, Status, time, logger, xids);
        _outages = new GpuOutages(options, _publisher, Status, logger);
        _release = new GpuRelease(options, _candidates, _publisher, Status, time, logger);
        _wait = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
    }

    /// <inheritdoc/>
    public CollectorStatus Status { get; }

    /// <inheritdoc/>
    public TimeSpan Interval => _interval;

    /// <summary>
    /// Whether a thread is still inside the driver. Such a process must exit without its exit handlers, which might
    /// wait for that thread. May be called on any thread.
    /// </summary>
    public bool HasHungCall =>
        Array.Exists(_candidates, candidate => candidate.IsLate || (_isDisposed && candidate.IsRunning));

    TimeSpan SampleLifetime => 3 * _interval + _options.Timeout;

    /// <inheritdoc/>
    public void Sample()
    {
        lock (_turn)
        {
            _tick = _time.GetTimestamp();
            if (_release.Holds())
                return;
            ReadInTurn();
            if (!_hasTicked && _reading is { } slow)
                _outages.SlowStart(slow, StartLimit.Required);
            _hasTicked = true;
        }
    }

    /// <inheritdoc/>
    public void Interrupt() => _stop.Cancel();

    /// <inheritdoc/>
    public void UseWakeUp(Action wakeUp) => _wakeUp = wakeUp;

    /// <inheritdoc/>
    public ReleaseResult Release(TimeSpan limit)
    {
        _wait.Cancel();
        TimeSpan overrun;
        lock (_turn)
        {
            overrun = _candidates.Max(candidate => candidate.Overrun);
            if (_inUse is not null)
                _besideLate = Array.Exists(_candidates, candidate => candidate.IsLate) ? _inUse : null;
            _wait = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            (_inUse, _reading) = (null, null);
            _interval = ShorterOf(StartInterval, _options.Interval ?? StartInterval);
            _release.Begin(limit);
        }
        // Otherwise it would sleep to the next point of a grid that may be minutes wide, and a release that ends before would not be seen.
        _wakeUp?.Invoke();
        // Not in its turn: ticks go on, for the watchdog.
        SpinWait.SpinUntil(() => _release.HasLetGo || _release.IsOver, ShorterOf(_options.Timeout + overrun, LongestRelease));
        lock (_turn)
        {
            if (_release.IsOver)
            {
                return new ReleaseResult(false,
                    "wattd: the release has ended meanwhile, because its time has passed or 'wattd resume gpu' was run: the GPUs are read again. Release them for longer with --for.");
            }
            if (_release.HasLetGo)
            {
                _release.ShowReleased();
                return new ReleaseResult(true,
                    $"The GPUs are released until {_release.End}: wattd has no session with the driver and no open device. 'wattd resume gpu' takes them up before that.");
            }
            if (_release.WaitsForAStart)
            {
                _release.ShowStart();
                return new ReleaseResult(false,
                    "wattd: the GPUs are not released yet: the NVIDIA driver is still starting, which takes 1 to 3 s for each GPU without persistence mode. They are released when it has started; run 'wattd release gpu' again to wait for it.");
            }
            _release.ShowHang();
            return new ReleaseResult(false,
                "wattd: the GPUs are not released: a call into the NVIDIA driver does not return. They are released when it does; look for Xid lines in 'dmesg', and reboot if it never does.");
        }
    }

    /// <inheritdoc/>
    public ReleaseResult Resume()
    {
        lock (_turn)
        {
            if (!_release.IsInForce)
                return new ReleaseResult(true, "The GPUs are not released.");
            _release.EndNow();
            _wakeUp?.Invoke();
            if (_release.IsHeldUp && _besideLate is null)
                return new ReleaseResult(false, "wattd: the GPUs are taken up when a call into the NVIDIA driver returns that began before the release.");
            return _release.HasLetGo
                ? new ReleaseResult(true, "The GPUs are read again.")
                : new ReleaseResult(true, "The GPUs are no longer released. A call into the NVIDIA driver that began before has not returned: look for Xid lines in 'dmesg'.");
        }
    }

    /// <summary>Releases the driver, or the threads that are stuck in it; takes 0.6 s at most.</summary>
    public void Dispose()
    {
        Interrupt();
        foreach (var candidate in _candidates)
            candidate.Dispose();
        _isDisposed = true;
        var began = _time.GetTimestamp();
        foreach (var candidate in _candidates)
        {
            var left = LongestStop - _time.GetElapsedTime(began);
            candidate.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    /// <summary>Collects what an earlier tick began, and begins again.</summary>
    void ReadInTurn()
    {
        var hasFailed = TakeBackTheLate();
        if (_reading is { } late)
        {
            var isReady = late.Worker.Wait(TimeSpan.Zero, _wait.Token);
            if (!isReady && !Await(late))
                return;
            if (!Complete(late))
            {
                ReadFrom(Array.IndexOf(_candidates, late) + 1, hasTried: true);
                return;
            }
            if (!isReady)
                return;
        }
        ReadFrom(0, hasTried: hasFailed);
    }

    /// <summary>Reads from each candidate that is in use or due, the best first, until one answers.</summary>
    void ReadFrom(int first, bool hasTried)
    {
        for (var i = first; i < _candidates.Length; i++)
        {
            var candidate = _candidates[i];
            if (candidate != _inUse && ((IsStuck && candidate != _besideLate) || !candidate.IsDue(Patience)))
                continue;
            hasTried = true;
            candidate.Worker.Begin();
            _reading = candidate;
            if (!Await(candidate) || Complete(candidate))
                return;
        }
        if (_inUse is null && hasTried)
        {
            _interval = ShorterOf(IdleInterval, _options.DiscoveryInterval);
            _outages.NoSource(_candidates);
        }
        else if (IsStuck)
            _publisher.ShowDownOnceStale();
    }

    /// <summary>The driver starts or hangs: while nothing answers, another source would take as long.</summary>
    bool IsStuck => _inUse is null && Array.Exists(_candidates, candidate => candidate.IsLate);

    /// <summary>The discovery interval, rounded to ticks of the grid.</summary>
    TimeSpan Patience => _options.DiscoveryInterval - _interval / 2;

    /// <summary>Waits for the answer as long as this tick may, and abandons a source that exceeds its time limit.</summary>
    bool Await(GpuCandidate candidate)
    {
        var worker = candidate.Worker;
        var wait = _hasTicked ? ShorterOf(0.8 * _interval, LongestWait) : _outages.EndsTheStart ? StartLimit.Required : FirstWait;
        var left = ShorterOf(wait - _time.GetElapsedTime(_tick), LimitOf(worker.Overrun, worker.IsOpening) - _time.GetElapsedTime(worker.Begun));
        if (worker.Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero, _wait.Token))
            return true;
        // Checked first: if the driver has started in between, the time of the read restarts.
        var isOpening = worker.IsOpening;
        if (_time.GetElapsedTime(worker.Begun) >= LimitOf(worker.Overrun, isOpening))
            GiveUp(candidate, isOpening);
        return false;
    }

    /// <summary>The time limit of a read; for the start of a required driver, as long as the first tick may take.</summary>
    TimeSpan LimitOf(TimeSpan overrun, bool isOpening) =>
        isOpening && _outages.EndsTheStart ? TimeSpan.MaxValue : _options.Timeout + overrun;

    /// <summary>Handles the answer of a source.</summary>
    /// <returns>False if it failed, and the next best may be tried.</returns>
    bool Complete(GpuCandidate candidate)
    {
        _reading = null;
        var worker = candidate.Worker;
        worker.ThrowFault();
        if (worker.Failure is { } failure)
        {
            Fail(candidate, failure);
            return false;
        }
        if (candidate != _inUse)
            Use(candidate);
        candidate.Succeeded();
        _publisher.Publish(worker, _interval);
        return true;
    }

    void Use(GpuCandidate candidate)
    {
        (_inUse, _besideLate) = (candidate, null);
        var place = Array.IndexOf(_candidates, candidate);
        foreach (var worse in _candidates.AsSpan(place + 1))
            worse.Release();
        foreach (var better in _candidates.AsSpan(0, place))
            _outages.Fallback(better, inUse: candidate);
        _interval = _options.Interval ?? candidate.Worker.DefaultInterval;
        Status.SampleLifetime = SampleLifetime;
    }

    void Fail(GpuCandidate candidate, SourceException failure)
    {
        // A repeated failure while looking for a driver is not a new failure.
        if (candidate.Failed(failure, _tick) || candidate == _inUse)
            Status.Failed(failure.Reason);
        if (candidate == _besideLate)
            _besideLate = null;
        if (candidate == _inUse)
            _inUse = null;
        else if (_inUse is not null)
            _outages.Fallback(candidate, _inUse);
    }

    void GiveUp(GpuCandidate candidate, bool isOpening)
    {
        _reading = null;
        candidate.SetAside();
        if (candidate == _besideLate)
            _besideLate = null;
        if (candidate == _inUse)
            _inUse = null;
        if (isOpening && _time.GetElapsedTime(candidate.Worker.Begun) < LongestOpening)
            _outages.Starting(candidate, isInUse: _inUse is not null);
        else
            ReportHang(candidate, isOpening);
    }

    void ReportHang(GpuCandidate candidate, bool isOpening) => _outages.Hang(
        candidate, isOpening && LongestOpening > _options.Timeout ? LongestOpening : _options.Timeout, isInUse: _inUse is not null);

    /// <summary>
    /// Recovers the sources whose late read has returned. Its result is not served, because its age is unknown, or
    /// because it is from before a release; the source is read again.
    /// </summary>
    /// <returns>Whether one returned with a failure, so that the next best may be tried.</returns>
    bool TakeBackTheLate()
    {
        var hasFailed = false;
        foreach (var candidate in _candidates)
        {
            if (!candidate.IsLate)
                continue;
            if (!candidate.TakeBack(out var worker))
            {
                var isOpening = candidate.IsOpening;
                var limit = isOpening ? LongestOpening : LimitOf(candidate.Overrun, isOpening);
                if (!candidate.IsHangLogged && _time.GetElapsedTime(candidate.LateSince) >= limit)
                    ReportHang(candidate, isOpening);
                continue;
            }
            _outages.Returned(candidate);
            worker?.ThrowFault();
            if (worker?.Failure is not { } failure)
                continue;
            Fail(candidate, failure);
            hasFailed = true;
        }
        return hasFailed;
    }

    static TimeSpan ShorterOf(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
