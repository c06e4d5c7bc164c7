namespace Wattd.Collectors.Sampling;

/// <summary>Hears of each sample as it is published, on the sampling thread: it waits for nobody and allocates nothing.</summary>
interface ISampleListener<TInventory, TReading>
    where TInventory : class
    where TReading : struct
{
    /// <summary>A sample was published.</summary>
    /// <param name="inventory">The items that were read; another object only when they changed.</param>
    /// <param name="readings">One reading for each item, in the inventory's order; good for this call only.</param>
    void Published(TInventory inventory, ReadOnlySpan<TReading> readings);
}
