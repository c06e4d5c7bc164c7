using Microsoft.Extensions.Logging;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;
using Wattd.Daemon;
using Wattd.Settings;

namespace Wattd.Commands;

/// <summary>Runs the collectors in a command, without the daemon: no port is opened.</summary>
sealed class LocalCollectors : IAsyncDisposable
{
    // As long as a sampler takes to release its device; a stuck one is not waited for.
    static readonly TimeSpan StopTimeout = TimeSpan.FromMilliseconds(700);

    static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(20);

    readonly TimeProvider _time;
    readonly SamplingThread[] _threads;

    /// <param name="options">The settings.</param>
    /// <param name="loggers">Where the collectors log changes of state.</param>
    /// <param name="time">The monotonic clock.</param>
    public LocalCollectors(OptionSet options, ILoggerFactory loggers, TimeProvider time)
    {
        _time = time;
        Clock = new SecondClock(time);
        All = CollectorList.Create(CollectorList.All.Aggregate(options, (changed, kind) => kind.BesideDaemon(changed)), new CollectorContext(loggers, time, Clock));
        _threads = [.. All.Select(collector => new SamplingThread(collector.Sampler, collector.IsPrompt, time))];
    }

    /// <summary>Numbers the seconds of their history.</summary>
    public SecondClock Clock { get; }

    /// <summary>The collectors that are not off.</summary>
    public IReadOnlyList<Collector> All { get; }

    /// <summary>Whether a thread is stuck in the driver: the process must then end without its exit handlers.</summary>
    public bool HasHungCall => All.Any(collector => collector.Sampler.HasHungCall);

    /// <summary>Starts to sample; returns when each collector has its first sample, is known to have none, or waits for its driver.</summary>
    /// <exception cref="StartException">A device is required and missing, or a collector showed a fault of the program.</exception>
    public async Task StartAsync()
    {
        foreach (var thread in _threads)
            thread.Start();
        for (var i = 0; i < _threads.Length; i++)
        {
            await FirstSample(_threads[i], All[i].Name);
            if (All[i] is { Mode: CollectorMode.Required, Status.Outage: { } outage })
                throw new StartException(outage.Message);
        }
    }

    /// <summary>Waits for a driver that is still starting, as long as the daemon waits for a required one.</summary>
    public async Task DriversAsync()
    {
        var began = _time.GetTimestamp();
        while (All.Any(collector => collector.Status.Outage is { Reason: Outage.Starting }
            && _time.GetElapsedTime(began) < collector.LongestStart))
        {
            await Task.Delay(PollPeriod, _time);
        }
    }

    /// <summary>Waits until the mean values are available; those that take more than a second longer are left out.</summary>
    public async Task SettleAsync()
    {
        var began = _time.GetTimestamp();
        var most = All.Max(collector => collector.SettlingTime) + TimeSpan.FromSeconds(1);
        while (!All.All(collector => collector.IsSettled()) && _time.GetElapsedTime(began) < most)
            await Task.Delay(PollPeriod, _time);
    }

    /// <summary>Releases the devices.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var thread in _threads)
            thread.Dispose();
        await Task.WhenAll(_threads.Select(thread => thread.Completion))
            .WaitAsync(StopTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    static async Task FirstSample(SamplingThread thread, string name)
    {
        try
        {
            await thread.FirstSample;
        }
        catch (Exception fault)
        {
            throw new StartException($"The {name} sampler failed, which is a fault of wattd; please report it: {fault}", fault);
        }
    }
}
