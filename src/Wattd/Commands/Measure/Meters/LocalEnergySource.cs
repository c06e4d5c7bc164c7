using System.Collections.Immutable;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;

namespace Wattd.Commands.Measure.Meters;

/// <summary>Reads the hardware through a collector, which samples at each read.</summary>
/// <param name="collector">The collector, which no other thread uses.</param>
/// <param name="isSimulated">Whether it simulates its device.</param>
/// <param name="time">The monotonic clock.</param>
sealed class LocalEnergySource(Collector collector, bool isSimulated, TimeProvider time) : IEnergySource
{
    static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public string Collector => collector.Name;

    /// <inheritdoc/>
    public string Name => isSimulated ? "simulation" : "hardware";

    /// <inheritdoc/>
    public TimeSpan Interval => collector.Sampler.Interval;

    /// <inheritdoc/>
    public IEnumerable<(string Reason, long Count)> Failures => collector.Status.Failures;

    /// <inheritdoc/>
    public bool HasHungCall => collector.Sampler.HasHungCall;

    /// <summary>Why it has no readings; null while it gives readings.</summary>
    public Outage? Outage => collector.Status.Outage;

    /// <summary>Opens the device; a driver that has to start is waited for.</summary>
    /// <param name="isWaiting">Called once where that takes longer than a moment.</param>
    public void Open(Action isWaiting)
    {
        var began = time.GetTimestamp();
        collector.Sampler.Sample();
        while (Outage is { Reason: Outage.Starting } && time.GetElapsedTime(began) < collector.LongestStart)
        {
            isWaiting();
            Thread.Sleep(PollPeriod);
            collector.Sampler.Sample();
        }
    }

    /// <inheritdoc/>
    public ImmutableArray<ComponentEnergy> Read()
    {
        collector.Sampler.Sample();
        return collector.Status.Outage is null ? collector.Energies() : [];
    }

    public void Dispose() => collector.Sampler.Dispose();
}
