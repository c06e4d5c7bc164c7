using Microsoft.Extensions.Logging;
using Wattd.Configuration;
using Wattd.Cpu;
using Wattd.Gpu;
using Wattd.Sampling;

namespace Wattd.Hosting;

/// <summary>The collectors at work in a command of its own, without the daemon around them: no port is opened.</summary>
sealed class LocalCollectors : IAsyncDisposable
{
    // As long as a sampler takes to let go of its device; one that is stuck is left behind.
    static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(700);

    static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(20);

    readonly LatestSample<CpuInventory, ZoneReading> _cpu = new();
    readonly LatestSample<GpuInventory, GpuReading> _gpu = new();
    readonly CpuOptions _options;
    readonly TimeProvider _time;
    readonly SamplingThread[] _threads;

    /// <param name="options">The settings.</param>
    /// <param name="loggers">Where the collectors tell changes of state.</param>
    /// <param name="time">The monotonic clock.</param>
    public LocalCollectors(WattdOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        (_options, _time) = (options.Cpu, time);
        Clock = new SecondClock(time);
        List<Collector> all = [];
        if (options.Cpu.Mode != CollectorMode.Off)
            all.Add(CpuCollector.Create(options, _cpu, loggers, time, Clock));
        if (options.Gpu.Mode != CollectorMode.Off)
            all.Add(GpuCollector.Create(options, _gpu, loggers, time, Clock));
        All = all;
        _threads = [.. all.Select(collector => new SamplingThread(collector.Sampler, collector.Prompt, time))];
    }

    /// <summary>Numbers the seconds of their past.</summary>
    public SecondClock Clock { get; }

    /// <summary>Those that are not off.</summary>
    public IReadOnlyList<Collector> All { get; }

    /// <summary>Whether a thread is stuck in the driver: the process then has to end without its exit handlers.</summary>
    public bool HasHungCall => All.Any(collector => collector.Sampler is GpuSampler { HasHungCall: true });

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

    /// <summary>Waits for a driver that is still starting, as long as the daemon waits for one that is required.</summary>
    public async Task DriversAsync()
    {
        var began = _time.GetTimestamp();
        while (All.Any(collector => collector.Status.Outage is { Reason: Outage.Starting })
            && _time.GetElapsedTime(began) < GpuSampler.LongestStart)
        {
            await Task.Delay(PollPeriod, _time);
        }
    }

    /// <summary>Waits until each zone has its mean power; one that does not get it within a second more is left without.</summary>
    public async Task PowerAsync()
    {
        var began = _time.GetTimestamp();
        var most = _options.Window + _options.Interval + TimeSpan.FromSeconds(1);
        while (IsWithoutPower && _time.GetElapsedTime(began) < most)
            await Task.Delay(PollPeriod, _time);
    }

    /// <summary>Lets go of the devices.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var thread in _threads)
            thread.Dispose();
        await Task.WhenAll(_threads.Select(thread => thread.Completion))
            .WaitAsync(Farewell, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    bool IsWithoutPower =>
        _cpu.Read() is { } sample && sample.Readings.Any(reading => reading is { Energy: not null, Power: null });

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
