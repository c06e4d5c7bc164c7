using Wattd.Collectors.Gpu.Identity;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// The GPUs seen so far, by bus id: a lost one keeps its name and uuid, and one that disappears from the document while
/// the driver still holds it is kept as lost.
/// </summary>
sealed class NvidiaSmiIdentities(DriverGpus driverGpus)
{
    readonly Dictionary<string, GpuIdentity> _known = [];

    /// <summary>Adds the GPUs missing in an answer, and numbers all in the driver's order.</summary>
    public void Complete(NvidiaSmiAnswer answer)
    {
        var gpus = answer.Gpus;
        AddVanished(answer);
        for (var i = 0; i < gpus.Count; i++)
        {
            var (identity, reading) = gpus[i];
            if (!reading.Up)
                identity = Recall(identity);
            gpus[i] = new NvidiaSmiGpu(identity, reading);
        }
        PutInOrder(gpus);
        foreach (var (identity, _) in gpus)
            _known[identity.BusId] = identity;
    }

    void AddVanished(NvidiaSmiAnswer answer)
    {
        var gpus = answer.Gpus;
        var vanished = _known.Values.Where(known => !gpus.Exists(gpu => gpu.Identity.BusId == known.BusId)).ToList();
        if (vanished.Count == 0)
            return;

        // Fewer than the driver reports: they are among the missing. Otherwise they may have been removed from the
        // driver.
        var held = answer.AttachedGpus >= gpus.Count + vanished.Count ? vanished.ConvertAll(gpu => gpu.BusId)
            : [.. driverGpus.List().Select(gpu => gpu.BusId)];
        foreach (var gpu in vanished)
        {
            if (held.Contains(gpu.BusId))
                gpus.Add(NvidiaSmiGpu.Lost(gpu));
            else
                _known.Remove(gpu.BusId);
        }
    }

    /// <summary>Fills in what a lost GPU no longer reports.</summary>
    GpuIdentity Recall(GpuIdentity identity)
    {
        var known = _known.GetValueOrDefault(identity.BusId)
            ?? driverGpus.List().FirstOrDefault(gpu => gpu.BusId == identity.BusId)
            ?? identity;
        return identity with
        {
            Name = FirstReported(identity.Name, known.Name),
            Uuid = FirstReported(identity.Uuid, known.Uuid),
            VbiosVersion = FirstReported(identity.VbiosVersion, known.VbiosVersion),
            PersistenceMode = FirstReported(identity.PersistenceMode, known.PersistenceMode),
        };
    }

    /// <summary>
    /// Those of the document are in the driver's order; an added one is placed by its bus id, which is how the driver
    /// numbers GPUs.
    /// </summary>
    static void PutInOrder(List<NvidiaSmiGpu> gpus)
    {
        for (var i = 1; i < gpus.Count; i++)
        {
            var gpu = gpus[i];
            if (gpu.Reading.Up)
                continue;
            gpus.RemoveAt(i);
            var place = gpus.FindIndex(other => string.CompareOrdinal(other.Identity.BusId, gpu.Identity.BusId) > 0);
            gpus.Insert(place < 0 || place > i ? i : place, gpu);
        }
        for (var i = 0; i < gpus.Count; i++)
            gpus[i] = gpus[i] with { Identity = gpus[i].Identity with { Index = i } };
    }

    static string FirstReported(string reported, string known) => reported.Length > 0 ? reported : known;
}
