using System.Collections.Immutable;

namespace Wattd.Collectors.Sampling;

/// <summary>
/// The state of one collector, as its self-metrics, <c>/health</c> and the watchdog show it. Written by the collector's
/// thread (reasons by other threads too), read by any thread; nothing here allocates on a tick.
/// </summary>
/// <param name="name">The <c>collector</c> label: <c>cpu</c> or <c>gpu</c>.</param>
/// <param name="sampleLifetime">A sample older than this is not served.</param>
/// <param name="failureReasons">Every reason this collector can fail for; each is a counter from 0.</param>
/// <param name="time">The monotonic clock.</param>
sealed class CollectorStatus(
    string name, TimeSpan sampleLifetime, IEnumerable<string> failureReasons, TimeProvider time)
{
    readonly string[] _reasons = [.. failureReasons];
    readonly long[] _failures = new long[failureReasons.Count()];
    long _samples, _missedTicks, _lastSample, _lastTick, _lastDurationTicks, _intervalTicks, _sampleLifetimeTicks = sampleLifetime.Ticks;
    volatile Outage? _outage = new(Outage.Starting, "not sampled yet");
    volatile string _scheduling = "none";

    /// <summary>The <c>collector</c> label.</summary>
    public string Name { get; } = name;

    /// <summary>Upper bounds of <see cref="Lateness"/>, in seconds.</summary>
    public static readonly ImmutableArray<double> LatenessBounds =
        [25e-6, 50e-6, 100e-6, 150e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 100e-3, 1];

    /// <summary>How late its ticks were, in seconds.</summary>
    public Distribution Lateness { get; } = new(LatenessBounds);

    /// <summary>Why there is no reading; null while there is.</summary>
    public Outage? Outage => _outage;

    /// <summary>
    /// Why it has no readings now: its outage, or that its sampling has stalled; null while it gives readings.
    /// Everything that shows the state uses this.
    /// </summary>
    public Outage? CurrentOutage => Outage ?? (IsFresh ? null : Outage.Stalled);

    /// <summary>Samples published.</summary>
    public long Samples => Volatile.Read(ref _samples);

    /// <summary>Grid points that passed without a sample.</summary>
    public long MissedTicks => Volatile.Read(ref _missedTicks);

    /// <summary>How long the last sample took.</summary>
    public TimeSpan LastDuration => TimeSpan.FromTicks(Volatile.Read(ref _lastDurationTicks));

    /// <summary>What the kernel granted its thread: <c>fifo</c>, <c>slice</c> or <c>none</c>.</summary>
    public string Scheduling { get => _scheduling; set => _scheduling = value; }

    /// <summary>The grid it samples on, as of its last tick; zero before the first.</summary>
    public TimeSpan Interval
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _intervalTicks));
        set => Volatile.Write(ref _intervalTicks, value.Ticks);
    }

    /// <summary>A sample older than this is not served. Depends on the source in use.</summary>
    public TimeSpan SampleLifetime
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _sampleLifetimeTicks));
        set => Volatile.Write(ref _sampleLifetimeTicks, value.Ticks);
    }

    /// <summary>Age of the last sample; null before the first.</summary>
    public TimeSpan? Age => Volatile.Read(ref _lastSample) is var stamp and not 0 ? time.GetElapsedTime(stamp) : null;

    /// <summary>Whether the last sample may still be served.</summary>
    public bool IsFresh => Age is { } age && age <= SampleLifetime;

    /// <summary>Time since the last tick of its thread; null before the first tick. The watchdog checks it.</summary>
    public TimeSpan? SinceTick => Volatile.Read(ref _lastTick) is var stamp and not 0 ? time.GetElapsedTime(stamp) : null;

    /// <summary>Every reason with its number of failures.</summary>
    public IEnumerable<(string Reason, long Count)> Failures =>
        _reasons.Select((reason, i) => (reason, Volatile.Read(ref _failures[i])));

    /// <summary>Records a tick of its thread.</summary>
    public void Ticked(TimeSpan lateness, long missed)
    {
        Lateness.Add(lateness.TotalSeconds);
        Volatile.Write(ref _missedTicks, _missedTicks + missed);
        ShowAlive();
    }

    /// <summary>Records that its thread runs: a wait for the device, which the watchdog ignores, is over.</summary>
    public void ShowAlive() => Volatile.Write(ref _lastTick, time.GetTimestamp());

    /// <summary>Records a published sample: the collector is up.</summary>
    /// <returns>The outage that this ends, for the log; null if there was none.</returns>
    public Outage? Sampled(long timestamp, TimeSpan duration)
    {
        Volatile.Write(ref _lastSample, timestamp);
        Volatile.Write(ref _lastDurationTicks, duration.Ticks);
        Volatile.Write(ref _samples, _samples + 1);
        return _outage is null ? null : Interlocked.Exchange(ref _outage, null);
    }

    /// <summary>Records that there is nothing to sample from.</summary>
    /// <returns>True if that is a change: it was up, or down for another reason. Then it is logged.</returns>
    public bool Down(string reason, string message, bool isWanted = true, bool isPlanned = false) =>
        Interlocked.Exchange(ref _outage, new Outage(reason, message, isWanted, isPlanned))?.Reason != reason;

    /// <summary>Counts a failure, whether or not it takes the collector down.</summary>
    /// <exception cref="ArgumentException">The reason is not one of those given at construction.</exception>
    public void Failed(string reason)
    {
        var index = Array.IndexOf(_reasons, reason);
        if (index < 0)
            throw new ArgumentException($"'{reason}' is not a failure reason of the {Name} collector.", nameof(reason));
        Interlocked.Increment(ref _failures[index]);
    }
}

/// <summary>Why a collector has no readings.</summary>
/// <param name="Reason">One word of its small fixed set.</param>
/// <param name="Message">One line: the problem and its fix.</param>
/// <param name="IsWanted">False if the machine has no such device and the settings ask for none: then there is no problem.</param>
/// <param name="IsPlanned">Whether someone asked for it, for a limited time: then <c>/health</c> stays well.</param>
sealed record Outage(string Reason, string Message, bool IsWanted = true, bool IsPlanned = false)
{
    /// <summary>The reason of a collector that has released its device on request.</summary>
    public const string Released = "released";

    /// <summary>The reason of a collector that has no reading yet because its device is not ready.</summary>
    public const string Starting = "starting";

    /// <summary>The reason of a collector whose device this user may not read.</summary>
    public const string PermissionDenied = "permission_denied";

    /// <summary>The outage of a collector whose last sample is too old to be served, although nothing has failed.</summary>
    public static readonly Outage Stalled = new(
        "stalled", "sampling has stalled: systemd restarts wattd if it lasts; without systemd, restart it");
}
