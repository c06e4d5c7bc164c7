using Microsoft.Extensions.Logging;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Wall;

/// <summary>
/// Samples the power meters of the machine. A read that hangs in the firmware keeps only its own thread; a meter that fails
/// again and again is left alone for a while, because every attempt of a broken firmware fills the kernel's log.
/// </summary>
sealed class WallSampler : ISampler
{
    /// <summary>The interval of ticks while there is no meter to read.</summary>
    static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long the first tick may wait: enough for most meters, and a slow one does not delay the start of the daemon.</summary>
    static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);

    /// <summary>The longest interval of ticks until the first answer.</summary>
    static readonly TimeSpan StartInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long a stop may take.</summary>
    static readonly TimeSpan LongestStop = TimeSpan.FromMilliseconds(600);

    readonly WallOptions _options;
    readonly LatestSample<WallInventory, WallReading> _latest;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly IWallSource _source;
    readonly DeviceThread _thread;
    readonly WallReadings _readings;
    readonly WallPauses _pauses;
    readonly Func<WallMeter, bool> _isLeftAlone;
    readonly CancellationTokenSource _stop = new();
    readonly long _origin;

    // Written by the thread that reads, before its work ends.
    WallAnswer? _answer;
    SourceException? _failure;
    long _done;

    WallInventory _known = WallInventory.None;
    TimeSpan _interval;
    long _begun;
    long? _resume;
    bool _hasTicked, _isReading, _isLate;
    volatile bool _isDisposed;

    /// <param name="options">The settings.</param>
    /// <param name="source">The meters; this disposes of it.</param>
    /// <param name="latest">Where samples are published.</param>
    /// <param name="time">The monotonic clock.</param>
    /// <param name="logger">Where changes of state are logged.</param>
    public WallSampler(
        WallOptions options, IWallSource source, LatestSample<WallInventory, WallReading> latest, TimeProvider time, ILogger logger)
    {
        (_options, _source, _latest, _time, _logger) = (options, source, latest, time, logger);
        _interval = IntervalOf(source);
        Status = new CollectorStatus("wall", SampleLifetime, WallFailure.All, time);
        _readings = new WallReadings(options, Status);
        _pauses = new WallPauses(time);
        _isLeftAlone = meter => _pauses.IsPaused(meter.Identity);
        _origin = time.GetTimestamp();
        _thread = new DeviceThread("wall meter", source, Read, source.Interrupt);
    }

    /// <inheritdoc/>
    public CollectorStatus Status { get; }

    /// <inheritdoc/>
    public TimeSpan Interval => _interval;

    /// <inheritdoc/>
    public bool HasHungCall => _isLate || (_isDisposed && !_thread.HasEnded);

    TimeSpan SampleLifetime => 3 * _interval + _options.Timeout;

    /// <inheritdoc/>
    public void Sample()
    {
        if (_isReading)
        {
            if (!_thread.HasReturned)
            {
                if (!_isLate)
                    Await(0.8 * _interval);
                return;
            }
            Take();
        }
        if (_time.GetTimestamp() < _resume || _pauses.HoldBack(_known))
            return;

        (_begun, _isReading) = (_time.GetTimestamp(), true);
        _thread.Begin();
        if (_hasTicked)
            Await(0.8 * _interval);
        else
            AwaitTheFirst();
        _hasTicked = true;
    }

    /// <inheritdoc/>
    public void Interrupt() => _stop.Cancel();

    public void Dispose()
    {
        Interrupt();
        _thread.Dispose();
        _isDisposed = true;
        _thread.Join(LongestStop);
    }

    /// <summary>On the thread of the device.</summary>
    void Read()
    {
        try
        {
            (_answer, _failure) = (null, null);
            _answer = _source.Read(_isLeftAlone);
        }
        catch (SourceException e)
        {
            _failure = e;
        }
        finally
        {
            _done = _time.GetTimestamp();
        }
    }

    /// <summary>Waits for the answer, no longer than a read may take.</summary>
    void Await(TimeSpan wait)
    {
        if (_thread.Wait(ShorterOf(wait, LeftOf(LongestRead)), _stop.Token))
            Take();
        else if (_time.GetElapsedTime(_begun) >= LongestRead)
            GiveUp(_options.Timeout, "wattd reads it again when the call returns, and 'wall = off' leaves it alone");
    }

    /// <summary>The daemon starts when this returns, and a required meter that has given nothing ends it.</summary>
    void AwaitTheFirst()
    {
        if (!EndsTheStart)
            Await(ShorterOf(0.8 * _interval, FirstWait));
        else if (_thread.Wait(LeftOf(ShorterOf(LongestRead, StartLimit.Required)), _stop.Token))
            Take();
        else
            GiveUp(ShorterOf(_options.Timeout, StartLimit.Required), "with wall = auto wattd starts without it");
        if (_isReading)
            _interval = ShorterOf(_interval, StartInterval);
    }

    void Take()
    {
        (_isReading, _isLate) = (false, false);
        _thread.ThrowFault();
        // Also after a failure: the source that fails may allow fewer questions.
        _interval = IntervalOf(_source);
        Status.SampleLifetime = SampleLifetime;
        if (_answer is { } answer)
            Take(answer);
        else
            Fail(_failure!.Reason, _failure.Message);
    }

    void Take(WallAnswer answer)
    {
        var isNew = !ReferenceEquals(answer.Inventory, _known);
        _known = answer.Inventory;
        if (isNew)
            _pauses.Keep(_known);
        var readings = _readings.Of(_time.GetElapsedTime(_origin, _done), answer, _interval, out var values);
        if (Array.Exists(values, value => value.Watts is not null))
            Publish(readings, isNew);
        else if (Array.TrueForAll(values, value => WallFailure.IsAbsence(value.Reason)))
        {
            LookAgainLater(values[0].Reason, values[0].Problem);
            return;
        }
        else
            ShowFailing(values);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].HasFailed)
                Count(_known.Meters[i].Identity, _known.Meters[i].Name, values[i]);
        }
    }

    void Publish(WallReading[] readings, bool isNew)
    {
        _pauses.Succeeded(WallPauses.OfSource);
        var isBack = false;
        for (var i = 0; i < readings.Length; i++)
            isBack |= readings[i].Power is not null && _pauses.Succeeded(_known.Meters[i].Identity);
        // Before the sample becomes readable: otherwise a page with it and with the previous outage would be served.
        var ended = Status.Sampled(_done, _time.GetElapsedTime(_begun, _done));
        _latest.Publish(_done, _known, readings);
        if (isNew || isBack || ended is not null)
        {
            _logger.Measured(string.Join(", ", _known.Meters.Where((_, i) => readings[i].Power is not null)
                .Select(meter => meter.Model.Length > 0 ? $"{meter.Name} ({meter.Model})" : meter.Name)));
        }
    }

    /// <summary>No meter has a reading: the reason is that of one that was read, or else of one that is left alone.</summary>
    void ShowFailing(WallValue[] values)
    {
        var failure = values.Concat(_known.Meters.Select(meter => _pauses.LastFailure(meter.Identity)).OfType<WallValue>()).First(value => value.HasFailed);
        Show(failure.Reason, failure.Problem);
    }

    void Fail(string reason, string problem)
    {
        Status.Failed(reason);
        if (WallFailure.IsAbsence(reason))
        {
            LookAgainLater(reason, problem);
            return;
        }
        Show(reason, problem);
        var names = _known.Meters.IsEmpty ? _source.FirstMeter : string.Join(", ", _known.Meters.Select(meter => meter.Name));
        Count(WallPauses.OfSource, names, new WallValue(null, reason, problem));
    }

    void LookAgainLater(string reason, string problem)
    {
        if (reason == WallFailure.NoMeter)
            _known = WallInventory.None;
        Show(reason, problem);
        _pauses.Clear();
        _interval = ShorterOf(_options.DiscoveryInterval, IdleInterval);
        _resume = _time.GetTimestamp() + (long)((_options.DiscoveryInterval - _interval / 2).TotalSeconds * _time.TimestampFrequency);
    }

    /// <summary>Shows that there is no reading, and why.</summary>
    void Show(string reason, string problem)
    {
        var isWanted = reason != WallFailure.NoMeter || _options.IsWanted;
        var isNews = Status.Down(reason, problem, isWanted) && isWanted && !EndsTheStart;
        _latest.Publish(_time.GetTimestamp(), _known, new WallReading[_known.Meters.Length]);
        if (isNews)
            _logger.Unreadable(problem);
    }

    void Count((string Source, string Name) meter, string name, WallValue failure)
    {
        if (_pauses.Failed(meter, failure) is { } pause)
            _logger.Paused(name, pause.TotalMinutes, failure.Problem);
    }

    TimeSpan IntervalOf(IWallSource source) =>
        (_options.Interval ?? source.DefaultInterval) is var interval && interval < source.ShortestInterval ? source.ShortestInterval : interval;

    /// <summary>Reports that a read does not return. It goes on, and nothing waits for it.</summary>
    void GiveUp(TimeSpan waited, string outlook)
    {
        if (_stop.IsCancellationRequested)
            return;
        _isLate = true;
        Fail(WallFailure.Timeout, $"the power meter has not answered for {waited.TotalSeconds:0} s: its firmware hangs; {outlook}");
    }

    /// <summary>A read that takes longer hangs.</summary>
    TimeSpan LongestRead => _options.Timeout + _source.Overrun;

    /// <summary>What is left of a time that began with the read.</summary>
    TimeSpan LeftOf(TimeSpan limit) =>
        limit - _time.GetElapsedTime(_begun) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    static TimeSpan ShorterOf(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <summary>If a required device is missing at the first sample, the host reports it once and ends the process.</summary>
    bool EndsTheStart => _options.Mode == CollectorMode.Required && Status.Samples == 0;
}
