using Wattd.Collectors.Sampling;

namespace Wattd.Tests.Support;

/// <summary>A sampler that a test controls.</summary>
sealed class FakeSampler(TimeSpan interval, Action? onSample = null) : ISampler
{
    public CollectorStatus Status { get; } = new("fake", TimeSpan.FromSeconds(5), ["broken"], TimeProvider.System);

    public TimeSpan Interval { get; set; } = interval;

    public bool Disposed { get; private set; }

    /// <summary>Has the next sample taken at once.</summary>
    public Action? WakeUp { get; private set; }

    public void UseWakeUp(Action wakeUp) => WakeUp = wakeUp;

    public void Sample()
    {
        onSample?.Invoke();
        Status.Sampled(TimeProvider.System.GetTimestamp(), TimeSpan.Zero);
    }

    public void Dispose() => Disposed = true;
}
