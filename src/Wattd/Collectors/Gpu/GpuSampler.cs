using Microsoft.Extensions.Logging;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu;

/// <summary>
/// Samples the GPUs through the best source that answers. Which one is in use is found out at the first tick and looked
/// at again every discovery interval; a read that takes too long is left to its thread, and nobody waits for it.
/// </summary>
sealed class GpuSampler : ISampler
{
    /// <summary>How often to come round while no source answers.</summary>
    static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long a tick may wait for a slow source; the answer is picked up by a later one.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>How often to come round until it is known whether a source answers.</summary>
    static readonly TimeSpan StartInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long the first tick may wait: a driver that runs answers in that, one that has to start holds up no port.</summary>
    static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long it may where a GPU is required: 16 GPUs start in 48 s, and the unit's TimeoutStartSec= is 60 s.
    /// </summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(50);

    /// <summary>A driver that has not started by then hangs.</summary>
    static readonly TimeSpan LongestOpening = TimeSpan.FromMinutes(2);

    /// <summary>What stopping may cost: an nvidia-smi is given half a second to be gone.</summary>
    static readonly TimeSpan LongestStop = TimeSpan.FromMilliseconds(600);

    readonly GpuOptions _options;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly GpuCandidate[] _candidates;
    readonly GpuPublisher _publisher;
    readonly CancellationTokenSource _stop = new();

    GpuCandidate? _inUse, _reading;
    TimeSpan _interval;
    long _tick;
    bool _hasTicked;
    volatile bool _isDisposed;

    /// <param name="options">The GPU settings.</param>
    /// <param name="nvml">Makes the NVML source.</param>
    /// <param name="nvidiaSmi">Makes the nvidia-smi source.</param>
    /// <param name="latest">Where samples are published.</param>
    /// <param name="time">The monotonic clock.</param>
    /// <param name="logger">Where changes of state are told.</param>
    public GpuSampler(
        GpuOptions options, Func<IGpuSource> nvml, Func<IGpuSource> nvidiaSmi,
        LatestSample<GpuInventory, GpuReading> latest, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        Func<IGpuSource>[] sources = options.Source switch
        {
            GpuSourceChoice.Nvml => [nvml],
            GpuSourceChoice.NvidiaSmi => [nvidiaSmi],
            _ => [nvml, nvidiaSmi],
        };
        _candidates = [.. sources.Select(create => new GpuCandidate(create, time))];
        _interval = ShorterOf(StartInterval, options.Interval ?? StartInterval);
        Status = new CollectorStatus("gpu", SampleLifetime, GpuFailure.All, time);
        _publisher = new GpuPublisher(options.SysfsPath, latest, Status, time, logger);
    }

    /// <inheritdoc/>
    public CollectorStatus Status { get; }

    /// <inheritdoc/>
    public TimeSpan Interval => _interval;

    /// <summary>
    /// Whether a thread is still inside the driver. A process that has one ends without its exit handlers, which might wait
    /// for it. May be asked by any thread.
    /// </summary>
    public bool HasHungCall =>
        Array.Exists(_candidates, candidate => candidate.IsLate || (_isDisposed && candidate.IsRunning));

    TimeSpan SampleLifetime => 3 * _interval + _options.Timeout;

    /// <inheritdoc/>
    public void Sample()
    {
        _tick = _time.GetTimestamp();
        ReadInTurn();
        if (!_hasTicked && _reading is { } slow)
            TellOfTheStart(slow);
        _hasTicked = true;
    }

    void TellOfTheStart(GpuCandidate slow)
    {
        if (EndsTheStart)
        {
            Status.Down(GpuFailure.Timeout,
                $"{slow.Worker.Name} has not answered for {LongestStart.TotalSeconds:0} s, which is as long as wattd waits at its start: "
                + "see 'dmesg' for Xid messages; with gpu = auto it is waited for");
        }
        else
        {
            _publisher.ShowDown();
        }
    }

    /// <inheritdoc/>
    public void Interrupt() => _stop.Cancel();

    /// <summary>Lets go of the driver, or of the threads that are stuck in it; takes 0.6 s at most.</summary>
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

    /// <summary>Takes what an earlier tick has begun, and begins anew.</summary>
    void ReadInTurn()
    {
        var hasFailed = TakeBackTheLate();
        if (_reading is { } late)
        {
            var isReady = late.Worker.Wait(TimeSpan.Zero, _stop.Token);
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

    /// <summary>Asks each candidate that is in use or due, the best first, until one answers.</summary>
    void ReadFrom(int first, bool hasTried)
    {
        for (var i = first; i < _candidates.Length; i++)
        {
            var candidate = _candidates[i];
            if (candidate != _inUse && (IsStuck || !candidate.IsDue(Patience)))
                continue;
            hasTried = true;
            candidate.Worker.Begin();
            _reading = candidate;
            if (!Await(candidate) || Complete(candidate))
                return;
        }
        if (_inUse is null && hasTried)
            TellThereIsNone();
        else if (IsStuck)
            _publisher.ShowDownOnceStale();
    }

    /// <summary>The driver starts or hangs: while nothing answers, another way to ask it would take as long.</summary>
    bool IsStuck => _inUse is null && Array.Exists(_candidates, candidate => candidate.IsLate);

    /// <summary>The discovery interval, to the nearest tick of the grid.</summary>
    TimeSpan Patience => _options.DiscoveryInterval - _interval / 2;

    /// <summary>Waits for the answer as long as this tick may, and gives a source up that has had its time.</summary>
    bool Await(GpuCandidate candidate)
    {
        var worker = candidate.Worker;
        var wait = _hasTicked ? ShorterOf(0.8 * _interval, LongestWait) : EndsTheStart ? LongestStart : FirstWait;
        var left = ShorterOf(wait - _time.GetElapsedTime(_tick), LimitOf(worker, worker.IsOpening) - _time.GetElapsedTime(worker.Begun));
        if (worker.Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero, _stop.Token))
            return true;
        // Asked first: when the driver has started in between, the time of the read begins again.
        var isOpening = worker.IsOpening;
        if (_time.GetElapsedTime(worker.Begun) >= LimitOf(worker, isOpening))
            GiveUp(candidate, isOpening);
        return false;
    }

    /// <summary>How long a read is waited for; the start of a driver that is required, as long as the first tick may take.</summary>
    TimeSpan LimitOf(GpuSourceWorker worker, bool isOpening) =>
        isOpening && EndsTheStart ? TimeSpan.MaxValue : _options.Timeout + worker.Overrun;

    /// <summary>Takes what a source answered.</summary>
    /// <returns>False where it failed, and the next best may be asked.</returns>
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
        _inUse = candidate;
        var place = Array.IndexOf(_candidates, candidate);
        foreach (var worse in _candidates.AsSpan(place + 1))
            worse.Release();
        foreach (var better in _candidates.AsSpan(0, place))
            TellOf(better, inUse: candidate);
        _interval = _options.Interval ?? candidate.Worker.DefaultInterval;
        Status.SampleLifetime = SampleLifetime;
    }

    void Fail(GpuCandidate candidate, SourceException failure)
    {
        // To find again what was found before, while looking for a driver, is no new failure.
        if (candidate.Failed(failure, _tick) || candidate == _inUse)
            Status.Failed(failure.Reason);
        if (candidate == _inUse)
            _inUse = null;
        else if (_inUse is not null)
            TellOf(candidate, _inUse);
    }

    void TellOf(GpuCandidate failed, GpuCandidate inUse)
    {
        if (failed is not { Failure: { } failure, IsFailureTold: false })
            return;
        failed.IsFailureTold = true;
        _logger.NvmlUnavailable(inUse.Worker.Name, failure.Message);
    }

    void GiveUp(GpuCandidate candidate, bool isOpening)
    {
        _reading = null;
        candidate.SetAside();
        if (candidate == _inUse)
            _inUse = null;
        if (isOpening && _time.GetElapsedTime(candidate.Worker.Begun) < LongestOpening)
            TellItStarts(candidate);
        else
            TellItHangs(candidate, isOpening);
    }

    void TellItStarts(GpuCandidate candidate)
    {
        var trouble = $"{candidate.Worker.Name} has not answered for {_options.Timeout.TotalSeconds:0.#} s: the NVIDIA driver "
            + "is still starting, which takes 1 to 3 s for each GPU without persistence mode; the GPUs are read as soon as it is done";
        if (!candidate.IsStartTold)
            _logger.DriverStarting(trouble);
        candidate.IsStartTold = true;
        ShowOutage(Outage.Starting, trouble);
    }

    void TellItHangs(GpuCandidate candidate, bool isOpening)
    {
        var limit = isOpening && LongestOpening > _options.Timeout ? LongestOpening : _options.Timeout;
        var trouble = $"{candidate.Worker.Name} has not answered for {limit.TotalSeconds:0.#} s: the NVIDIA driver "
            + "hangs (see 'dmesg' for Xid messages); the GPUs are asked again when the call returns, a reboot may be needed";
        candidate.IsHangTold = true;
        Status.Failed(GpuFailure.Timeout);
        if (!EndsTheStart)
            _logger.SourceTimedOut(trouble);
        ShowOutage(GpuFailure.Timeout, trouble);
    }

    void ShowOutage(string reason, string trouble)
    {
        if (_inUse is not null)
            return;
        Status.Down(reason, trouble);
        _publisher.ShowDownOnceStale();
    }

    /// <summary>
    /// Takes back the sources whose late read has returned. What it read is not served, since nobody knows how old it is;
    /// the source is asked again.
    /// </summary>
    /// <returns>Whether one returned with a failure, so that the next best may be asked.</returns>
    bool TakeBackTheLate()
    {
        var hasFailed = false;
        foreach (var candidate in _candidates)
        {
            if (!candidate.IsLate)
                continue;
            var worker = candidate.Worker;
            if (!candidate.TakeBack())
            {
                var isOpening = worker.IsOpening;
                var limit = isOpening ? LongestOpening : LimitOf(worker, isOpening);
                if (!candidate.IsHangTold && _time.GetElapsedTime(worker.Begun) >= limit)
                    TellItHangs(candidate, isOpening);
                continue;
            }
            if (candidate.IsHangTold)
                _logger.SourceReturned(worker.Name);
            candidate.IsHangTold = false;
            worker.ThrowFault();
            if (worker.Failure is not { } failure)
                continue;
            Fail(candidate, failure);
            hasFailed = true;
        }
        return hasFailed;
    }

    void TellThereIsNone()
    {
        _interval = ShorterOf(IdleInterval, _options.DiscoveryInterval);
        // A library or program that is not installed tells less than one that is and finds no driver.
        var failures = _candidates.Select(candidate => candidate.Failure).OfType<SourceException>().ToArray();
        var telling = failures.FirstOrDefault(failure =>
            failure.Reason is not (GpuFailure.LibraryMissing or GpuFailure.NvidiaSmiMissing)) ?? failures[0];
        var trouble = string.Join("; ", failures.Select(failure => failure.Message));
        if (Status.Down(telling.Reason, trouble) && !EndsTheStart)
            _logger.SourceUnavailable(_publisher.HasGpus ? LogLevel.Warning : LogLevel.Information, trouble);
        foreach (var candidate in _candidates)
            candidate.IsFailureTold = true;
        _publisher.ShowDown();
    }

    /// <summary>A required device that is missing at the first sample: the host says it, once, and ends the process.</summary>
    bool EndsTheStart => _options.Mode == CollectorMode.Required && Status.Samples == 0;

    static TimeSpan ShorterOf(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
