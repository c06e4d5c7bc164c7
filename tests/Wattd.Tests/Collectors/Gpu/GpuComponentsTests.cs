using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;

namespace Wattd.Tests.Collectors.Gpu;

public sealed class GpuComponentsTests
{
    static GpuInventory Inventory(params string[] names) =>
        new("nvml", "580.95.05", names.Length, [.. names.Select((name, i) => new GpuIdentity { Index = i, BusId = $"00000000:0{i + 1}:00.0", Name = name, Uuid = $"GPU-{i}" })]);

    [Fact]
    public void TheyAreMadeOnceForAnInventory()
    {
        var (components, inventory) = (new GpuComponents(), Inventory("L40S", "L4"));
        var made = components.In(inventory);
        Assert.Equal(["GPU 01:00.0 L40S", "GPU 02:00.0 L4"], made.Select(component => component.Title));
        Assert.Same(made[1], components.In(inventory)[1]);
    }

    [Fact]
    public void AnotherInventoryHasItsOwn()
    {
        var components = new GpuComponents();
        components.In(Inventory("L40S"));
        Assert.Equal(["GPU 01:00.0 L4", "GPU 02:00.0 L4"], components.In(Inventory("L4", "L4")).Select(component => component.Title));
    }
}
