using Wattd.Collectors.Sampling;

namespace Wattd.Tests.Support;

/// <summary>Records the state of a collector when each of its samples is published.</summary>
sealed class OutagesWhilePublishing<TInventory, TReading>(CollectorStatus status) : ISampleListener<TInventory, TReading>
    where TInventory : class
    where TReading : struct
{
    /// <summary>The reason of the outage at each sample; null if there was none.</summary>
    public List<string?> Reasons { get; } = [];

    public void Published(TInventory inventory, ReadOnlySpan<TReading> readings) => Reasons.Add(status.Outage?.Reason);
}
