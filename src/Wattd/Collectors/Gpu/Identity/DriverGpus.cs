namespace Wattd.Collectors.Gpu.Identity;

/// <summary>
/// The GPUs of the kernel driver, including lost ones: <c>driver/nvidia/gpus/BUS-ID/information</c> in procfs. This
/// queries no GPU, so it works when the driver's own tools do not.
/// </summary>
/// <param name="procfsPath"><c>path.procfs</c>.</param>
sealed class DriverGpus(string procfsPath)
{
    readonly string _folder = Path.Combine(procfsPath, "driver", "nvidia", "gpus");

    /// <summary>All of them, in the order of their bus ids, which is the driver's; none if the folder cannot be read.</summary>
    public IReadOnlyList<GpuIdentity> List()
    {
        var gpus = new SortedDictionary<string, GpuIdentity>(StringComparer.Ordinal);
        foreach (var folder in Folders())
        {
            var information = Path.Combine(folder, "information");
            // A GPU that is excluded from the driver is not one of its GPUs.
            if (PciBusId.TryNormalise(Path.GetFileName(folder), out var busId) && Fact(information, "GPU Excluded:") != "Yes")
                gpus[busId] = Identity(busId, information);
        }
        return [.. gpus.Values.Select((gpu, index) => gpu with { Index = index })];
    }

    /// <summary>The bus ids of all boards of the driver, including excluded ones; none if the folder cannot be read.</summary>
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

    /// <summary>A line's value; empty if the driver wrote question marks, as for a GPU that it never initialised.</summary>
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
            // It disappeared after the listing, so it has no name.
        }
        return "";
    }
}
