using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using static Wattd.Linux.Sched;
using static Wattd.Linux.Time;

namespace Wattd.Tests.Support;

/// <summary>
/// Advances simulated counters at known power, 1,000 times a second. Values are exact at the time of writing even if that
/// is late, and the times are recorded, so that a slow machine can be distinguished from a wrong reading.
/// </summary>
sealed class MovingCounters : IDisposable
{
    readonly List<Track> _tracks = [];
    readonly List<long> _rounds = new(300_000);
    readonly Thread _thread;
    readonly TaskCompletionSource _moving = new();
    long _start;
    volatile bool _stopping;

    public MovingCounters() => _thread = new Thread(Run) { IsBackground = true, Name = "moving counters" };

    /// <summary>Adds a counter; only before <see cref="Start"/>.</summary>
    /// <returns>Its true values, exact once <see cref="Stop"/> has returned.</returns>
    public Track Add(PlantedZone zone, double watts, ulong range = PowercapTreeBuilder.IntelRange)
    {
        var track = new Track(zone, watts, range);
        _tracks.Add(track);
        return track;
    }

    /// <summary>Starts them; returns after the first write.</summary>
    public void Start()
    {
        _thread.Start();
        _moving.Task.Wait();
    }

    /// <summary>Stops after one last write.</summary>
    public void Stop()
    {
        _stopping = true;
        _thread.Join();
    }

    /// <summary>
    /// The longest pause of the counters around two <see cref="Stopwatch"/> timestamps; infinite before the start
    /// and after the end. Only after <see cref="Stop"/>.
    /// </summary>
    public TimeSpan LongestStandstill(long from, long to)
    {
        var (longest, before) = (0L, long.MinValue / 2);
        foreach (var round in _rounds.Append(long.MaxValue / 2).TakeWhile(_ => before <= to))
        {
            if (round >= from)
                longest = Math.Max(longest, round - before);
            before = round;
        }
        return Stopwatch.GetElapsedTime(0, longest);
    }

    public void Dispose()
    {
        if (_thread.IsAlive)
            Stop();
        foreach (var track in _tracks)
            track.Dispose();
    }

    void Run()
    {
        var priority = 1;
        _ = sched_setscheduler(0, SCHED_FIFO, in priority);
        _ = clock_gettime(CLOCK_MONOTONIC, out var next);
        _start = Stopwatch.GetTimestamp();
        while (true)
        {
            var isLast = _stopping;
            foreach (var track in _tracks)
                track.MoveTo(Stopwatch.GetElapsedTime(_start));
            _rounds.Add(Stopwatch.GetTimestamp());
            _moving.TrySetResult();
            if (isLast)
                return;

            next.Nanoseconds += 1_000_000;
            if (next.Nanoseconds >= 1_000_000_000)
                (next.Seconds, next.Nanoseconds) = (next.Seconds + 1, next.Nanoseconds - 1_000_000_000);
            _ = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, in next, 0);
        }
    }

    /// <summary>One moving counter.</summary>
    internal sealed class Track : IDisposable
    {
        readonly SafeFileHandle _handle;
        readonly ulong _first, _range;
        readonly byte[] _text;

        public Track(PlantedZone zone, double watts, ulong range)
        {
            (Watts, _first, _range, _text) = (watts, zone.Energy, range, PlantedZone.Format(0));
            zone.Energy = _first;
            _handle = File.OpenHandle(zone.CounterPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        }

        public double Watts { get; }

        /// <summary>Energy since the start, in microjoules.</summary>
        public ulong Moved { get; private set; }

        /// <summary>Wraps since the start.</summary>
        public long Wraps => (long)((_first + Moved) / _range);

        public void MoveTo(TimeSpan elapsed)
        {
            Moved = (ulong)(Watts * elapsed.Ticks / 10);
            var value = (_first + Moved) % _range;
            value.TryFormat(_text, out _, "D20", CultureInfo.InvariantCulture);
            RandomAccess.Write(_handle, _text, 0);
        }

        public void Dispose() => _handle.Dispose();
    }
}
