namespace Wattd.Collectors.Sampling;

/// <summary>One collector as its sampling thread sees it. Members are called on that thread only, unless they say otherwise.</summary>
interface ISampler : IDisposable
{
    /// <summary>How this collector is faring; its thread adds ticks, lateness and durations.</summary>
    CollectorStatus Status { get; }

    /// <summary>The grid to sample on. May change from tick to tick, with the source in use.</summary>
    TimeSpan Interval { get; }

    /// <summary>
    /// Takes one sample and publishes it, or says in <see cref="Status"/> why there is none. What it throws is a fault
    /// of the program: it ends the process.
    /// </summary>
    void Sample();

    /// <summary>
    /// Whether a thread is stuck in a device, so that the process has to end without its exit handlers. Any thread may ask.
    /// </summary>
    bool HasHungCall => false;

    /// <summary>
    /// The daemon is stopping: a <see cref="Sample"/> that waits for its device returns soon. Called from another thread.
    /// </summary>
    void Interrupt()
    {
    }
}
