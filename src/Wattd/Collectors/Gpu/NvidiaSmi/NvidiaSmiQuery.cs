using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// Asks about every GPU at once; and where a lost one keeps nvidia-smi from telling about the others, about each GPU
/// that the kernel driver holds on its own.
/// </summary>
/// <param name="process">Runs nvidia-smi.</param>
/// <param name="driverGpus">Which GPUs there are, should nvidia-smi not tell.</param>
/// <param name="timeout">How long all of it may take together.</param>
/// <param name="time">The monotonic clock.</param>
sealed class NvidiaSmiQuery(NvidiaSmiProcess process, DriverGpus driverGpus, TimeSpan timeout, TimeProvider time)
{
    /// <exception cref="SourceException">There is no answer.</exception>
    public NvidiaSmiAnswer Ask()
    {
        var start = time.GetTimestamp();
        using var output = process.Run(timeout, "-q", "-x");
        var text = output.Text;
        if (NvidiaSmiDocument.Parse(output.Stdout.Span) is { } document)
            return NvidiaSmiAnswer.Of(document, text);

        var failure = NvidiaSmiComplaint.Explain(output);
        return failure.Reason switch
        {
            GpuFailure.NoDevices => new NvidiaSmiAnswer("", 0, []),
            GpuFailure.GpuLost when driverGpus.List() is { Count: > 0 } gpus => AskEach(gpus, start),
            _ => throw failure,
        };
    }

    NvidiaSmiAnswer AskEach(IReadOnlyList<GpuIdentity> identities, long start)
    {
        var answer = new NvidiaSmiAnswer("", 0, []);
        foreach (var identity in identities)
        {
            using var output = process.Run(Remaining(start), "-q", "-x", "-i", identity.BusId);
            if (NvidiaSmiDocument.Parse(output.Stdout.Span) is { } document)
            {
                answer = answer with { DriverVersion = document.DriverVersion };
                answer.Gpus.Add(NvidiaSmiAnswer.Of(document, output.Text)[identity.BusId] ?? NvidiaSmiGpu.Lost(identity));
                continue;
            }
            switch (NvidiaSmiComplaint.Explain(output))
            {
                // The driver holds it, this process may not see it: it belongs to another container.
                case { Reason: GpuFailure.NoDevices }:
                    break;
                case { Reason: GpuFailure.DriverNotLoaded or GpuFailure.VersionMismatch or GpuFailure.AccessBlocked or GpuFailure.LibraryMissing } failure:
                    throw failure;
                default:
                    answer.Gpus.Add(NvidiaSmiGpu.Lost(identity));
                    break;
            }
        }
        return answer;
    }

    /// <summary>What is left of the time for one answer; never nothing, so that a run ends by being asked to.</summary>
    TimeSpan Remaining(long start) =>
        timeout - time.GetElapsedTime(start) is var left && left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
}
