using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;

namespace Wattd.Commands.Measure.Meters;

/// <summary>Reads one collector on its grid, on a thread of its own and of ordinary priority, and whenever it is asked to.</summary>
sealed class CollectorMeter : IDisposable
{
    // A read of a hung driver is not waited for at the end.
    static readonly TimeSpan LongestStop = TimeSpan.FromMilliseconds(700);

    readonly Lock _reading = new();
    readonly ManualResetEventSlim _stop = new(false, spinCount: 0);
    readonly Action<CollectorMeter, ImmutableArray<ComponentEnergy>, bool> _take;
    readonly TimeProvider _time;
    readonly Thread _thread;
    ExceptionDispatchInfo? _fault;

    /// <param name="source">What it reads; this disposes of it.</param>
    /// <param name="take">Gets each reading right after it was taken, and whether it is the first of a span.</param>
    /// <param name="time">The monotonic clock.</param>
    public CollectorMeter(IEnergySource source, Action<CollectorMeter, ImmutableArray<ComponentEnergy>, bool> take, TimeProvider time)
    {
        (Source, _take, _time) = (source, take, time);
        _thread = new Thread(Run) { IsBackground = true, Name = $"meter {source.Collector}" };
        _thread.Start();
    }

    /// <summary>What it reads.</summary>
    public IEnergySource Source { get; }

    /// <summary>Every component that it has seen.</summary>
    public HashSet<Component> Components { get; } = [];

    /// <summary>Reads once; waits for a read that is in progress.</summary>
    public void ReadNow(bool isFirst)
    {
        lock (_reading)
            _take(this, Source.Read(), isFirst);
        _fault?.Throw();
    }

    /// <summary>Ends the thread, and releases the device.</summary>
    public void Dispose()
    {
        _stop.Set();
        if (_thread.Join(LongestStop))
            Source.Dispose();
    }

    void Run()
    {
        try
        {
            var interval = Source.Interval;
            var (tick, grid) = (_time.GetTimestamp(), GridFrom(_time.GetTimestamp(), interval));
            while (!_stop.IsSet)
            {
                (tick, _) = grid.Next(_time.GetTimestamp());
                if (_stop.Wait(TimeSpan.FromTicks(Math.Max(0, (tick - _time.GetTimestamp()) * TimeSpan.TicksPerSecond / _time.TimestampFrequency))))
                    return;
                lock (_reading)
                    _take(this, Source.Read(), false);
                if (interval != Source.Interval)
                {
                    interval = Source.Interval;
                    grid = GridFrom(tick, interval);
                }
            }
        }
        catch (Exception fault)
        {
            // A fault of the program: shown where the next reading is asked for.
            _fault = ExceptionDispatchInfo.Capture(fault);
        }
    }

    SamplingGrid GridFrom(long origin, TimeSpan interval) =>
        new(origin, (long)(interval.TotalSeconds * _time.TimestampFrequency));
}
