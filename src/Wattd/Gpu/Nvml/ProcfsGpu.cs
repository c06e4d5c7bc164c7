namespace Wattd.Gpu.Nvml;

/// <summary>A GPU as the kernel driver lists it under <c>driver/nvidia/gpus</c>: the one place that also names a GPU that is lost.</summary>
/// <param name="BusId">As nvidia-smi writes it.</param>
/// <param name="Name">Empty when not told.</param>
/// <param name="Uuid">Empty when not told.</param>
/// <param name="VbiosVersion">Empty when not told.</param>
sealed record ProcfsGpu(string BusId, string Name, string Uuid, string VbiosVersion)
{
    /// <summary>Every GPU the driver holds, in the order of the bus; those it was told to leave alone are not among them.</summary>
    public static IReadOnlyList<ProcfsGpu> All(string procfs)
    {
        var gpus = new List<ProcfsGpu>();
        try
        {
            foreach (var folder in Directory.EnumerateDirectories(Path.Combine(procfs, "driver/nvidia/gpus")))
                if (Read(folder) is { } gpu)
                    gpus.Add(gpu);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No driver, or one that went away while it was listed: what was read stands.
        }
        gpus.Sort((a, b) => string.CompareOrdinal(a.BusId, b.BusId));
        return gpus;
    }

    static ProcfsGpu? Read(string folder)
    {
        string name = "", uuid = "", vbios = "";
        foreach (var line in Lines(Path.Combine(folder, "information")))
        {
            if (line.Split(':', 2, StringSplitOptions.TrimEntries) is not [var key, var value] || value.Contains('?'))
                continue;
            switch (key)
            {
                case "Model": name = value; break;
                case "GPU UUID": uuid = value; break;
                case "Video BIOS": vbios = value; break;
                case "GPU Excluded" when value == "Yes": return null;
            }
        }
        return new ProcfsGpu(PciBusId.Normalise(Path.GetFileName(folder)), name, uuid, vbios);
    }

    static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
