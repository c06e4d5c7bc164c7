using System.Collections.Immutable;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Wall.Acpi;

/// <summary>The ACPI power meters of this machine, through the kernel's acpi_power_meter driver.</summary>
/// <param name="options">The settings.</param>
/// <param name="time">The monotonic clock.</param>
sealed class AcpiSource(WallOptions options, TimeProvider time) : IWallSource
{
    readonly AcpiTree _tree = new(options.SysfsPath);
    ImmutableArray<AcpiMeter> _meters = [];
    WallInventory _inventory = WallInventory.None;
    long? _looked;

    /// <inheritdoc/>
    public TimeSpan DefaultInterval => TimeSpan.FromSeconds(1);

    /// <summary>The message for a machine without a meter, with the fix.</summary>
    public string MissingMessage =>
        $"{_tree.Path}: no power meter; servers show theirs when its driver is loaded (modprobe acpi_power_meter), and most desktops and virtual machines have none";

    /// <inheritdoc/>
    public WallAnswer Read(Func<WallMeter, bool>? isLeftAlone = null)
    {
        if (_looked is not { } looked || time.GetElapsedTime(looked) >= options.DiscoveryInterval || _meters.Any(meter => !meter.IsPresent))
            Look();
        return _meters.IsEmpty
            ? throw new SourceException(WallFailure.NoMeter, MissingMessage)
            : new WallAnswer(_inventory, [.. _meters.Select(meter => isLeftAlone?.Invoke(meter.Meter) == true ? new WallValue(null) : meter.Read())]);
    }

    public void Dispose()
    {
    }

    void Look()
    {
        _looked = time.GetTimestamp();
        var found = _tree.Find(_meters);
        if (found.SequenceEqual(_meters))
            return;
        _meters = found;
        _inventory = new WallInventory([.. found.Select(meter => meter.Meter)]);
    }
}
