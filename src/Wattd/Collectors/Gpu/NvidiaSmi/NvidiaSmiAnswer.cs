using Wattd.Collectors.Gpu.Identity;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>The report of nvidia-smi about this machine.</summary>
/// <param name="DriverVersion">Empty if unknown.</param>
/// <param name="AttachedGpus">How many GPUs the driver reports; it may list fewer.</param>
/// <param name="Gpus">The listed GPUs, including lost ones, in the driver's order, each once.</param>
sealed record NvidiaSmiAnswer(string DriverVersion, int AttachedGpus, List<NvidiaSmiGpu> Gpus)
{
    /// <summary>Combines a document with the text around it, which names the GPUs that are missing in the document.</summary>
    public static NvidiaSmiAnswer Of(NvidiaSmiDocument document, string text)
    {
        var answer = new NvidiaSmiAnswer(document.DriverVersion, document.AttachedGpus, []);
        foreach (var element in document.Gpus)
        {
            if (GpuElement.Identity(element, answer.Gpus.Count) is { } identity && answer[identity.BusId] is null)
                answer.Gpus.Add(new NvidiaSmiGpu(identity, GpuElement.Reading(element)));
        }
        foreach (var busId in NvidiaSmiComplaint.LostGpusNamedIn(text))
        {
            if (answer[busId] is null)
                answer.Gpus.Add(NvidiaSmiGpu.Lost(new GpuIdentity { Index = answer.Gpus.Count, BusId = busId }));
        }
        return answer;
    }

    /// <summary>The GPU with a bus id; null if there is none.</summary>
    public NvidiaSmiGpu? this[string busId]
    {
        get
        {
            var i = Gpus.FindIndex(gpu => gpu.Identity.BusId == busId);
            return i < 0 ? null : Gpus[i];
        }
    }
}

/// <summary>One GPU of an answer.</summary>
readonly record struct NvidiaSmiGpu(GpuIdentity Identity, GpuReading Reading)
{
    /// <summary>A GPU with only its identity known.</summary>
    public static NvidiaSmiGpu Lost(GpuIdentity identity) => new(identity, default);

    /// <summary>A GPU that gave no answer in time, with only its identity known.</summary>
    public static NvidiaSmiGpu TimedOut(GpuIdentity identity) => new(identity, new GpuReading { TimedOut = true });
}
