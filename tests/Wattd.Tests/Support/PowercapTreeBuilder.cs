namespace Wattd.Tests.Support;

/// <summary>Creates a powercap tree that replaces <c>/sys</c>: zones in devices/virtual/powercap, flat links to each in class/powercap.</summary>
sealed class PowercapTreeBuilder(string sysfs)
{
    /// <summary>The range of Intel packages.</summary>
    public const ulong IntelRange = 262_143_328_850;

    /// <summary>The range of AMD packages.</summary>
    public const ulong AmdRange = 65_532_610_987;

    readonly string _devices = Directory.CreateDirectory(Path.Combine(sysfs, "devices/virtual/powercap")).FullName;
    readonly string _class = Directory.CreateDirectory(Path.Combine(sysfs, "class/powercap")).FullName;

    public string Sysfs { get; } = sysfs;

    /// <summary>Creates a zone; its place follows from the directory name, as in <c>intel-rapl:0:1</c>.</summary>
    /// <param name="directory">The directory name in the kernel.</param>
    /// <param name="name">The content of its name file.</param>
    /// <param name="energy">Its counter in microjoules; null for a zone without a counter.</param>
    /// <param name="range">The range of the counter in microjoules; null for a zone without this file.</param>
    public PlantedZone Zone(string directory, string name, ulong? energy = 1_000_000, ulong? range = IntelRange)
    {
        var zone = new PlantedZone(Plant(directory));
        zone.Write("name", name);
        zone.Write("enabled", "0");
        zone.Write("uevent", "");
        if (range is not null)
            zone.Write("max_energy_range_uj", $"{range}");
        if (energy is { } value)
            zone.Energy = value;
        return zone;
    }

    /// <summary>Creates a machine from a <c>.tree</c> file: a line for each file, <c>PATH MODE VALUE</c>, <c>-</c> for an empty one.</summary>
    public PowercapTreeBuilder Machine(string treeFile)
    {
        foreach (var line in File.ReadLines(treeFile).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var (path, mode, value) = line.Split(' ', 3) is [var p, var m, var v] ? (p, m, v) : throw new FormatException(line);
            var zone = new PlantedZone(Plant(Path.GetFileName(Path.GetDirectoryName(path)!)));
            var file = Path.GetFileName(path);
            if (file == "energy_uj")
                zone.Energy = ulong.Parse(value, null);
            else
                zone.Write(file, value == "-" ? "" : value);
            zone.SetMode(file, (UnixFileMode)Convert.ToInt32(mode, 8));
        }
        return this;
    }

    /// <summary>Removes a zone with its sub-zones and links.</summary>
    public void Remove(string directory)
    {
        Directory.Delete(FolderOf(directory), recursive: true);
        foreach (var link in Directory.GetFileSystemEntries(_class).Where(link => !Directory.Exists(link)))
            File.Delete(link);
    }

    string Plant(string directory)
    {
        var folder = Directory.CreateDirectory(FolderOf(directory)).FullName;
        var link = Path.Combine(_class, directory);
        if (!Path.Exists(link))
            Directory.CreateSymbolicLink(link, Path.GetRelativePath(_class, folder));
        if (directory.Contains(':', StringComparison.Ordinal))
            Plant(directory[..directory.LastIndexOf(':')]);
        return folder;
    }

    string FolderOf(string directory) =>
        Path.Combine([_devices, .. directory.Split(':').Select((_, i) => string.Join(':', directory.Split(':').Take(i + 1)))]);
}
