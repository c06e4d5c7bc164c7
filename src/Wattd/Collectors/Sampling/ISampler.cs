namespace Wattd.Collectors.Sampling;

/// <summary>
/// A collector as its sampling thread uses it. Members are called on that thread only, unless they say otherwise.
/// </summary>
interface ISampler : IDisposable
{
    /// <summary>The state of this collector; its thread adds ticks, lateness and durations.</summary>
    CollectorStatus Status { get; }

    /// <summary>The interval of the grid. May change from tick to tick, with the source in use.</summary>
    TimeSpan Interval { get; }

    /// <summary>
    /// Takes one sample and publishes it, or records in <see cref="Status"/> why there is none. An exception is a bug:
    /// it ends the process.
    /// </summary>
    void Sample();

    /// <summary>
    /// Whether a thread is stuck in a device, so that the process must exit without its exit handlers. May be called on
    /// any thread.
    /// </summary>
    bool HasHungCall => false;

    /// <summary>Gives it a way to have the next sample taken at once, which it may use on any thread. Called before the first sample.</summary>
    void UseWakeUp(Action wakeUp)
    {
    }

    /// <summary>
    /// The daemon is stopping: a <see cref="Sample"/> that waits for its device returns soon. Called on another thread.
    /// </summary>
    void Interrupt()
    {
    }
}
