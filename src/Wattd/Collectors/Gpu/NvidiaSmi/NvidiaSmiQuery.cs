using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// Queries every GPU at once; if a lost one prevents the readings of the others, queries each GPU of the kernel driver
/// separately.
/// </summary>
/// <param name="process">Runs nvidia-smi.</param>
/// <param name="driverGpus">The GPUs of the driver, if nvidia-smi does not report them.</param>
/// <param name="timeout">The time limit of all runs together.</param>
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
                // The driver holds it, but this process cannot see it: it belongs to another container.
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

    /// <summary>The remaining time for one answer; never zero, so that a run is terminated before it is killed.</summary>
    TimeSpan Remaining(long start) =>
        timeout - time.GetElapsedTime(start) is var left && left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
}
