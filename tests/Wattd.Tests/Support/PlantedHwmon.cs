namespace Wattd.Tests.Support;

/// <summary>The hwmon chips of a made-up machine, in the places in which kernels have shown them.</summary>
sealed class PlantedHwmon(string sysfs)
{
    /// <summary>Where an ACPI power meter has its attributes.</summary>
    internal enum Layout
    {
        /// <summary>In <c>hwmonN/device</c>; hwmonN itself has no name.</summary>
        Device,

        /// <summary>In <c>hwmonN</c>, below the ACPI device.</summary>
        Hwmon,

        /// <summary>In <c>hwmonN</c>, below a platform device.</summary>
        Platform,
    }

    /// <summary>An ACPI power meter.</summary>
    /// <param name="number">The N of hwmonN.</param>
    /// <param name="layout">The generation of the kernel.</param>
    /// <param name="device">Its ACPI device.</param>
    /// <param name="microwatts">What it shows.</param>
    /// <returns>The folder with its attributes.</returns>
    public string Meter(int number, Layout layout, string device = "ACPI000D:00", string microwatts = "412000000")
    {
        var parent = layout == Layout.Platform ? $"devices/platform/{device}" : $"devices/LNXSYSTM:00/LNXSYBUS:00/{device}";
        var folder = Chip(number, parent);
        var attributes = layout == Layout.Device ? Path.Combine(sysfs, parent) : folder;
        Write(attributes, "name", "power_meter");
        Write(attributes, "power1_average", microwatts);
        Write(attributes, "power1_average_interval", "1000");
        Write(attributes, "power1_accuracy", "95.0%");
        Write(attributes, "power1_model_number", "Model 7");
        Write(attributes, "power1_oem_info", "whole node");
        return attributes;
    }

    /// <summary>Another chip.</summary>
    public string Other(int number, string name, params (string File, string Value)[] files)
    {
        var folder = Chip(number, $"devices/pci0000:00/0000:00:{number:x2}.0");
        Write(folder, "name", name);
        foreach (var (file, value) in files)
            Write(folder, file, value);
        return folder;
    }

    /// <summary>Writes an attribute.</summary>
    public static void Write(string folder, string file, string value)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, file), value + "\n");
    }

    string Chip(int number, string parent)
    {
        var folder = Directory.CreateDirectory(Path.Combine(sysfs, parent, "hwmon", $"hwmon{number}")).FullName;
        var links = Directory.CreateDirectory(Path.Combine(sysfs, "class/hwmon")).FullName;
        File.CreateSymbolicLink(Path.Combine(links, $"hwmon{number}"), Path.GetRelativePath(links, folder));
        File.CreateSymbolicLink(Path.Combine(folder, "device"), "../..");
        return folder;
    }
}
