namespace Wattd.Collectors.Wall;

/// <summary>The power meter of the synthetic node. It always shows more than the node's packages, memory and GPUs draw together.</summary>
sealed class SimulatedWallSource(TimeProvider time) : IWallSource
{
    static readonly SimulatedPower Power = new(590, 71, 53);

    readonly long _start = time.GetTimestamp();
    readonly WallInventory _inventory = new([new WallMeter("simulated", "acpi0") { Model = "Simulated meter", Accuracy = "97.0%", AverageSeconds = 1 }]);

    /// <inheritdoc/>
    public TimeSpan DefaultInterval => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public WallAnswer Read(Func<WallMeter, bool>? isLeftAlone = null) =>
        new(_inventory, [new WallValue(Math.Round(Power.WattsAt(time.GetElapsedTime(_start).TotalSeconds)))]);

    public void Dispose()
    {
    }
}
