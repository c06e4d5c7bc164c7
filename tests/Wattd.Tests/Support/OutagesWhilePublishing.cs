using Wattd.Collectors.Sampling;

namespace Wattd.Tests.Support;

/// <summary>Notes the state of a collector at the moment each of its samples can first be read.</summary>
sealed class OutagesWhilePublishing<TInventory, TReading>(CollectorStatus status) : ISampleListener<TInventory, TReading>
    where TInventory : class
    where TReading : struct
{
    /// <summary>The reason of the outage at each sample; null where there was none.</summary>
    public List<string?> Reasons { get; } = [];

    public void Published(TInventory inventory, ReadOnlySpan<TReading> readings) => Reasons.Add(status.Outage?.Reason);
}
