namespace Wattd.Collectors.Sampling;

/// <summary>Samples one collector on its grid, on a thread of its own, from <see cref="Start"/> to <see cref="Dispose"/>.</summary>
/// <param name="sampler">The collector. Created on another thread, used and disposed on this thread only.</param>
/// <param name="prompt">Whether to request realtime priority, because late samples are inaccurate.</param>
/// <param name="time">The monotonic clock; the system's, or one with the same rate.</param>
sealed class SamplingThread(ISampler sampler, bool prompt, TimeProvider time) : IDisposable
{
    readonly ManualResetEventSlim _wake = new(false, spinCount: 0);
    readonly TaskCompletionSource _firstSample = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool _hasSampled;
    volatile bool _isStopped;

    /// <summary>Completes when the first sample was taken or has failed.</summary>
    public Task FirstSample => _firstSample.Task;

    /// <summary>Completes when the thread has ended; faulted if the sampler threw.</summary>
    public Task Completion => _completion.Task;

    /// <summary>
    /// Starts the thread. It is a background thread: a source that hangs in the kernel does not keep the process alive.
    /// </summary>
    public void Start()
    {
        sampler.UseWakeUp(_wake.Set);
        new Thread(Run) { Name = $"sampler {sampler.Status.Name}", IsBackground = true }.Start();
    }

    /// <summary>Stops the thread after the current sample, within 200 ms.</summary>
    /// <remarks>The event is not disposed: a thread that is stuck in a device may return later and check it.</remarks>
    public void Dispose()
    {
        _isStopped = true;
        _wake.Set();
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
            // The thread ends for any exception; the host sees it and ends the process.
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
                // It may have waited for its device for longer than the watchdog allows between ticks.
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
            if (AbsoluteSleep.Until(tick, _wake))
                continue;
            // In this order: a stop in between is seen by the condition.
            _wake.Reset();
            (tick, missed) = (time.GetTimestamp(), 0);
            grid = GridFrom(tick, interval);
        }
        while (!_isStopped);
    }

    SamplingGrid GridFrom(long origin, TimeSpan interval) =>
        new(origin, (long)(interval.TotalSeconds * time.TimestampFrequency));
}
