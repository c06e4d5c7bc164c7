namespace Wattd.Collectors.Gpu.Identity;

/// <summary>
/// The GPUs that the kernel driver holds, lost ones too: <c>driver/nvidia/gpus/BUS-ID/information</c> below procfs. It
/// asks no GPU, and so answers where the driver's own tools do not.
/// </summary>
/// <param name="procfsPath"><c>path.procfs</c>.</param>
sealed class DriverGpus(string procfsPath)
{
    readonly string _folder = Path.Combine(procfsPath, "driver", "nvidia", "gpus");

    /// <summary>All of them, in the order of their bus ids, which is the driver's; none where the folder cannot be read.</summary>
    public IReadOnlyList<GpuIdentity> List()
    {
        var gpus = new SortedDictionary<string, GpuIdentity>(StringComparer.Ordinal);
        foreach (var folder in Folders())
        {
            var information = Path.Combine(folder, "information");
            // A GPU that the driver was told to leave alone is none of its GPUs.
            if (PciBusId.TryNormalise(Path.GetFileName(folder), out var busId) && Fact(information, "GPU Excluded:") != "Yes")
                gpus[busId] = Identity(busId, information);
        }
        return [.. gpus.Values.Select((gpu, index) => gpu with { Index = index })];
    }

    /// <summary>The bus ids of all boards that the driver has, the excluded too; none where the folder cannot be read.</summary>
    public IReadOnlyList<string> BusIds()
    {
        var busIds = new List<string>();
        foreach (var folder in Folders())
        {
            if (PciBusId.TryNormalise(Path.GetFileName(folder), out var busId))
                busIds.Add(busId);
        }
        return busIds;
    }

    string[] Folders()
    {
        try
        {
            return Directory.GetDirectories(_folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    static GpuIdentity Identity(string busId, string informationPath) => new()
    {
        Index = 0,
        BusId = busId,
        Name = Fact(informationPath, "Model:"),
        Uuid = Fact(informationPath, "GPU UUID:"),
        VbiosVersion = Fact(informationPath, "Video BIOS:"),
    };

    /// <summary>A line's value; empty where the driver has put question marks, as for a GPU that it never woke.</summary>
    static string Fact(string path, string name)
    {
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                if (line.StartsWith(name, StringComparison.Ordinal))
                    return line[name.Length..].Trim() is var fact && !fact.Contains('?') ? fact : "";
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone between the listing and this: it has no name, then.
        }
        return "";
    }
}
