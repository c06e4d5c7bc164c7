using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.Metering;

/// <summary>What is kept of every GPU that is present or was recently, in the order of an inventory.</summary>
/// <param name="create">Creates it for a GPU that is new.</param>
sealed class ByGpu<T>(Func<T> create)
    where T : class
{
    readonly RecentlySeen<(string Uuid, string BusId), T> _all = new();
    GpuInventory? _inventory;
    T[] _items = [];

    /// <summary>That of each GPU; the same array while the inventory is the same object.</summary>
    public T[] Of(GpuInventory inventory)
    {
        if (ReferenceEquals(inventory, _inventory))
            return _items;
        _inventory = inventory;
        _items = [.. inventory.Gpus.Select(Of)];
        _all.ForgetOldest(inventory.Gpus.Length);
        return _items;
    }

    T Of(GpuIdentity gpu)
    {
        var item = _all.Get((gpu.Uuid, gpu.BusId)) ?? create();
        _all.See((gpu.Uuid, gpu.BusId), item);
        return item;
    }
}
