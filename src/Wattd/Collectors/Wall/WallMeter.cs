using System.Collections.Immutable;

namespace Wattd.Collectors.Wall;

/// <summary>A power meter of the machine.</summary>
/// <param name="Source">Where it is read: <c>acpi</c>, <c>ipmi</c>, <c>simulated</c>.</param>
/// <param name="Name">Its name: <c>acpi0</c> for ACPI000D:00, <c>bmc0</c> for the BMC.</param>
sealed record WallMeter(string Source, string Name)
{
    /// <summary>The model that the firmware names; empty if it names none.</summary>
    public string Model { get; init; } = "";

    /// <summary>What the firmware says of it, such as what it measures; empty if it says nothing.</summary>
    public string Oem { get; init; } = "";

    /// <summary>Its accuracy as the firmware states it: <c>95.0%</c>; empty if it states none.</summary>
    public string Accuracy { get; init; } = "";

    /// <summary>Over how long the firmware averages, in seconds; null if it does not say.</summary>
    public double? AverageSeconds { get; init; }

    /// <summary>Identifies it from one discovery to the next.</summary>
    public (string Source, string Name) Identity => (Source, Name);
}

/// <summary>The meters of this machine.</summary>
/// <param name="Meters">Every meter, in the order of their names.</param>
sealed record WallInventory(ImmutableArray<WallMeter> Meters)
{
    /// <summary>No meter.</summary>
    public static readonly WallInventory None = new([]);
}

/// <summary>The values of one meter. Null is a value that could not be read.</summary>
/// <param name="Power">The power that it shows.</param>
/// <param name="Energy">Its power integrated since wattd first saw it.</param>
/// <param name="Peak">The highest power within the last <see cref="CollectorOptions.PeakWindow"/>.</param>
readonly record struct WallReading(Power? Power, Energy? Energy, Power? Peak);
