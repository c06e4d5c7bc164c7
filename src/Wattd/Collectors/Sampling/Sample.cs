using System.Collections.Immutable;

namespace Wattd.Collectors.Sampling;

/// <summary>What one collector saw at one tick.</summary>
/// <param name="Timestamp">When it was taken, a <see cref="TimeProvider.GetTimestamp"/> value (monotonic).</param>
/// <param name="Inventory">What is there.</param>
/// <param name="Readings">What each item of the inventory said, in its order.</param>
sealed record Sample<TInventory, TReading>(
    long Timestamp, TInventory Inventory, ImmutableArray<TReading> Readings)
    where TInventory : class
    where TReading : struct;
