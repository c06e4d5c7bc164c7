using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Wattd.Linux;

namespace Wattd.Collectors.Wall.Acpi;

/// <summary>
/// The ACPI power meters in hwmon: the chips named <c>power_meter</c>. The kernel has put their attributes in three places:
/// in <c>hwmonN/device</c> up to the driver's use of hwmon_device_register_with_info, in <c>hwmonN</c> since then, and below a
/// platform device in the newest kernels; <c>name</c> is always beside them.
/// </summary>
/// <param name="sysfs">Where sysfs is mounted.</param>
sealed partial class AcpiTree(string sysfs)
{
    const string Chip = "power_meter";

    /// <summary>Where the chips are.</summary>
    public string Path { get; } = System.IO.Path.Combine(sysfs, "class", "hwmon");

    /// <summary>The meters, by name. Of the other chips only <c>name</c> is read: an attribute can wake a disk or take seconds.</summary>
    /// <param name="known">Those of the last discovery. Their facts are not read again: for some the kernel asks the firmware.</param>
    public ImmutableArray<AcpiMeter> Find(ImmutableArray<AcpiMeter> known)
    {
        var meters = new Dictionary<string, AcpiMeter>(StringComparer.Ordinal);
        foreach (var chip in Chips())
        {
            if (FolderOf(chip) is not { } folder || !File.Exists(System.IO.Path.Combine(folder, "power1_average")))
                continue;
            var name = NameOf(chip);
            for (var number = 0; meters.ContainsKey(name); number++)
                name = string.Create(CultureInfo.InvariantCulture, $"{NameOf(chip)}_{number + 2}");
            meters.Add(name, known.FirstOrDefault(meter => meter.Folder == folder && meter.Meter.Name == name) ?? New(name, folder));
        }
        return [.. meters.Values.OrderBy(meter => meter.Meter.Name, StringComparer.Ordinal)];
    }

    static AcpiMeter New(string name, string folder) => new(
        new WallMeter("acpi", name)
        {
            Model = Text(folder, "power1_model_number"),
            Oem = Text(folder, "power1_oem_info"),
            Accuracy = Text(folder, "power1_accuracy"),
            AverageSeconds = SysfsFile.ReadNumber(System.IO.Path.Combine(folder, "power1_average_interval")) / 1000.0,
        },
        folder);

    IEnumerable<string> Chips()
    {
        try
        {
            return Directory.GetDirectories(Path, "hwmon*").Order(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The folder with the attributes of a power meter; null for another chip.</summary>
    static string? FolderOf(string chip)
    {
        foreach (var folder in (string[])[chip, System.IO.Path.Combine(chip, "device")])
        {
            if (SysfsFile.ReadLine(System.IO.Path.Combine(folder, "name")) is { } name)
                return name == Chip ? folder : null;
        }
        return null;
    }

    /// <summary>By its ACPI device, <c>ACPI000D:00</c>: hwmon's own number changes with the order in which drivers are loaded.</summary>
    static string NameOf(string chip)
    {
        // The chip first: its link to the device is relative to where the chip really is.
        var device = Target(System.IO.Path.Combine(Target(chip) ?? chip, "device")) ?? "";
        return AcpiDevice().Match(System.IO.Path.GetFileName(device)) is { Success: true } match
            ? string.Create(CultureInfo.InvariantCulture, $"acpi{int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)}")
            : $"acpi_{System.IO.Path.GetFileName(chip)}";
    }

    /// <summary>Where a link leads; null if it is none, or has gone with its device.</summary>
    static string? Target(string link)
    {
        try
        {
            return new DirectoryInfo(link).ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static string Text(string folder, string file) => SysfsFile.ReadLine(System.IO.Path.Combine(folder, file)) ?? "";

    [GeneratedRegex("^ACPI000D:([0-9A-F]{2,4})$")]
    private static partial Regex AcpiDevice();
}
