namespace Wattd.Collectors.Sampling;

/// <summary>Samples one collector on its grid, on a thread of its own, from <see cref="Start"/> to <see cref="Dispose"/>.</summary>
/// <param name="sampler">The collector. Created elsewhere, used and disposed on this thread only.</param>
/// <param name="prompt">Whether to ask for realtime priority, where a late reading is a wrong one.</param>
/// <param name="time">The monotonic clock; the system's, or one that runs at its pace.</param>
sealed class SamplingThread(ISampler sampler, bool prompt, TimeProvider time) : IDisposable
{
    readonly ManualResetEventSlim _stop = new(false, spinCount: 0);
    readonly TaskCompletionSource _firstSample = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool _hasSampled;

    /// <summary>Completes when the first sample was taken, or found wanting.</summary>
    public Task FirstSample => _firstSample.Task;

    /// <summary>Completes when the thread has ended; faulted if the sampler threw.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Starts the thread. It is a background thread: a source that hangs in the kernel cannot keep the process alive.</summary>
    public void Start() =>
        new Thread(Run) { Name = $"sampler {sampler.Status.Name}", IsBackground = true }.Start();

    /// <summary>Asks the thread to end; it does after the sample in hand, at most 200 ms later.</summary>
    /// <remarks>The event itself stays, for a thread that is stuck in a device may come back and look at it.</remarks>
    public void Dispose()
    {
        _stop.Set();
        sampler.Interrupt();
    }

    void Run()
    {
        try
        {
            if (prompt)
                sampler.Status.Scheduling = ThreadScheduling.RequestPromptWakeUp();
            using (sampler)
                SampleOnGrid();
            _firstSample.TrySetResult();
            _completion.SetResult();
        }
        catch (Exception fault)
        {
            // The thread ends here whatever it was; the host hears of it and ends the process.
            _firstSample.TrySetException(fault);
            _completion.SetException(fault);
        }
    }

    void SampleOnGrid()
    {
        var (status, interval, tick, missed) = (sampler.Status, sampler.Interval, time.GetTimestamp(), 0L);
        var grid = GridFrom(tick, interval);
        do
        {
            status.Interval = interval;
            status.Ticked(time.GetElapsedTime(tick), missed);
            sampler.Sample();
            if (!_hasSampled)
            {
                // It may have waited for its device for longer than the watchdog allows a tick.
                status.ShowAlive();
                _firstSample.TrySetResult();
            }
            _hasSampled = true;

            if (interval != sampler.Interval)
            {
                interval = sampler.Interval;
                grid = GridFrom(tick, interval);
            }
            (tick, missed) = grid.Next(time.GetTimestamp());
        }
        while (AbsoluteSleep.Until(tick, _stop));
    }

    SamplingGrid GridFrom(long origin, TimeSpan interval) =>
        new(origin, (long)(interval.TotalSeconds * time.TimestampFrequency));
}
