using System.Collections.Immutable;

namespace Wattd.Collectors.Gpu;

/// <summary>The component of each GPU, built only when the inventory changes. Safe to use from any thread.</summary>
sealed class GpuComponents
{
    volatile Made? _made;

    /// <summary>The components of an inventory, in its order.</summary>
    public ImmutableArray<Component> In(GpuInventory inventory)
    {
        if (_made is { } made && ReferenceEquals(made.Inventory, inventory))
            return made.Components;
        var components = inventory.Gpus.Select(gpu => GpuComponent.Of(gpu.BusId, gpu.Name, gpu.Uuid)).ToImmutableArray();
        _made = new Made(inventory, components);
        return components;
    }

    sealed record Made(GpuInventory Inventory, ImmutableArray<Component> Components);
}
